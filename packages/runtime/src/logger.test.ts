import { EventEmitter } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createLogger, describeError, gatherLines, sampleMessages } from './logger.ts';

describe('logger', () => {
  const record = (level = 'info') => {
    const lines: string[] = [];
    const log = createLogger({ name: 'test', level }, { write: (line: string) => void lines.push(line) });
    const last = () => JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown>;
    return { lines, log, last };
  };

  const phone = '+5511987654321';

  describe('createLogger', () => {
    it('writes one JSON line with name, time and message', () => {
      const { log, last } = record();
      log.info({ messageId: 'm1' }, 'sent');
      expect(last()).toEqual({
        level: 30,
        time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        name: 'test',
        messageId: 'm1',
        msg: 'sent',
      });
    });

    it('writes nothing below its level', () => {
      const { log, lines } = record('warn');
      log.info('not this');
      expect(lines).toEqual([]);
    });

    it.each([
      ['to', { to: phone }],
      ['From, To and Body of a form', { form: { From: phone, To: phone, Body: phone, ContentVariables: phone } }],
      ['variables', { message: { variables: { 1: phone } } }],
      ['headers', { req: { headers: { Authorization: phone, cookie: phone, 'x-twilio-signature': phone } } }],
      ['keys in any spelling', { apiKey: phone, API_KEY: phone, auth_token: phone, twilio: { authToken: phone } }],
      ['the environment', { RECADO_ENCRYPTION_KEYS: phone, RECADO_INDEX_KEY: phone, DATABASE_URL: phone }],
      ['lists', { rows: [{ ok: 1 }, { phone }] }],
      [
        'errors',
        { err: Object.assign(new Error('refused'), { body: phone, config: { headers: { authorization: phone } } }) },
      ],
      [
        'a command that Redis refused',
        { err: Object.assign(new Error('WRONGPASS'), { command: { name: 'auth', args: ['user', phone] } }) },
      ],
      [
        'an error within an error',
        {
          err: Object.assign(new Error('all failed'), { lastNodeError: Object.assign(new Error(), { token: phone }) }),
        },
      ],
      [
        'errors that came together',
        { err: new AggregateError([Object.assign(new Error('one'), { command: { args: [phone] } })], 'many') },
      ],
    ])('hides people and secrets in %s', (_where, fields) => {
      const { log, lines } = record();
      log.info(fields, 'said');
      expect(lines[0]).toContain('[redacted]');
      expect(lines[0]).not.toContain(phone);
    });

    it('hides them in the fields of a child logger, and of its child', () => {
      const { log, lines } = record();
      log.child({ to: phone }).child({ from: phone }).info('said');
      expect(lines[0]).not.toContain(phone);
      expect(lines[0]).toContain('[redacted]');
    });

    it('does not change the logged object', () => {
      const { log } = record();
      const fields = { message: { to: phone, id: 'm1' } };
      log.info(fields, 'said');
      expect(fields).toEqual({ message: { to: phone, id: 'm1' } });
    });

    it('does not search objects that are not plain data', () => {
      const { log, last } = record();
      const req = new IncomingMessage(new Socket());
      log.child({}, { serializers: { req: (raw: IncomingMessage) => ({ raw: raw === req }) } }).info({ req }, 'said');
      expect(last()).toMatchObject({ req: { raw: true } });
    });
  });
});

describe('batching of log lines', () => {
  const world = () => {
    const written: string[] = [];
    const soon: (() => void)[] = [];
    const atExit: (() => void)[] = [];
    const stream = gatherLines(
      { write: (text) => void written.push(text) },
      { soon: (act) => void soon.push(act), atExit: (act) => void atExit.push(act) },
    );
    const end = (acts: (() => void)[]) => acts.splice(0).forEach((act) => act());
    return { written, stream, turn: () => end(soon), exit: () => end(atExit) };
  };

  it('writes the lines of a turn together when the turn ends', () => {
    const { written, stream, turn } = world();
    stream.write('a\n');
    stream.write('b\n');
    expect(written).toEqual([]);
    turn();
    stream.write('c\n');
    turn();
    expect(written).toEqual(['a\nb\n', 'c\n']);
  });

  it('writes the remaining lines before the process exits, and no line twice', () => {
    const { written, stream, turn, exit } = world();
    stream.write('last\n');
    exit();
    turn();
    expect(written).toEqual(['last\n']);
  });

  it('writes early when a turn logs more than the limit', () => {
    const { written, stream } = world();
    for (let n = 0; n < 1000; n += 1) stream.write(`${'x'.repeat(99)}\n`);
    expect(written.length).toBeGreaterThan(4);
    expect(written.every((text) => text.length < 20_000)).toBe(true);
  });
});

describe('log-error', () => {
  /** As pg has it: a private setting is hidden from enumeration, but queued values are not. */
  class Client extends EventEmitter {
    connectionParameters = { host: 'db', ssl: { key: 'a private key' } };
    queue = [{ values: ['+5511987654321'] }];
  }

  it('names type, message, stack, code and plain members of an error', () => {
    const error = Object.assign(new TypeError('broken', { cause: new Error('wire') }), {
      code: '57P01',
      severity: 'FATAL',
      at: new Date(0),
      command: { name: 'get' },
      tries: [1, 2],
    });
    expect(describeError(error)).toMatchObject({
      type: 'TypeError',
      message: 'broken: wire',
      stack: expect.stringContaining('wire'),
      code: '57P01',
      severity: 'FATAL',
      at: new Date(0),
      command: { name: 'get' },
      tries: [1, 2],
    });
  });

  it.each([
    ['on it', (client: Client) => Object.assign(new Error('broken'), { client })],
    [
      'inside plain members',
      (client: Client) => Object.assign(new Error('broken'), { context: { client, n: [client] } }),
    ],
    [
      'on errors within it',
      (client: Client) => new AggregateError([Object.assign(new Error('one'), { client })], 'many'),
    ],
  ])('leaves out the objects that libraries hang %s', (_where, errorOf) => {
    expect(JSON.stringify(describeError(errorOf(new Client())))).not.toMatch(/private key|5511987654321|_events/);
  });

  it('leaves out what PostgreSQL quotes of rows and statements', () => {
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (x)=(+5511987654321)',
      where: 'x',
    });
    expect(JSON.stringify(describeError(error))).not.toContain('5511987654321');
    expect(describeError(error)).toMatchObject({ code: '23505' });
  });

  it('returns what is no error as it is', () => {
    expect(describeError('gone')).toBe('gone');
  });
});

it('selects a share of the messages by their ids, the same in each process', () => {
  const ids = Array.from(
    { length: 10_000 },
    (_, index) => `019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c${(index * 6).toString(16).padStart(4, '0')}`,
  );
  const selected = (percent: number) => ids.filter(sampleMessages(percent));
  expect(selected(0)).toEqual([]);
  expect(selected(100)).toEqual(ids);
  expect(selected(10).length).toBeGreaterThan(900);
  expect(selected(10).length).toBeLessThan(1_200);
  expect(selected(20)).toEqual(expect.arrayContaining(selected(10)));
});
