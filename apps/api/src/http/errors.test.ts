import { Refusal, Unavailable, Unstorable } from '@recado/messaging';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { answerOf, logFailure } from './errors.ts';

describe('answer-of', () => {
  const thrownByExpress = (status: number, message: string) => Object.assign(new Error(message), { status });

  it.each([
    [new Refusal('conflict', 'too late'), { type: 'conflict', detail: 'too late', errors: [] }],
    [new Unstorable(), { type: 'invalid-request', detail: expect.stringContaining('U+0000') }],
    [new Unavailable('queue'), { type: 'unavailable', headers: { 'Retry-After': '5' } }],
    [thrownByExpress(400, 'Unexpected token s'), { type: 'malformed-request' }],
    [thrownByExpress(413, 'too large'), { type: 'payload-too-large' }],
    [thrownByExpress(415, 'charset'), { type: 'unsupported-media-type' }],
  ])('answers %s by its type', (error, answer) => expect(answerOf(error)).toMatchObject(answer));

  it.each([
    [new Error('select secret from people')],
    [thrownByExpress(500, 'stack')],
    [thrownByExpress(418, 'teapot')],
    ['a string'],
    [undefined],
  ])('tells nothing of %s', (error) => expect(answerOf(error)).toEqual({ type: 'internal' }));

  it('does not repeat what could not be read', () => {
    expect(JSON.stringify(answerOf(thrownByExpress(400, 'Unexpected token +5511987654321')))).not.toContain('5511');
  });
});

describe('log-failure', () => {
  const linesOf = (error: unknown, isOurs = false): Record<string, unknown>[] => {
    const lines: string[] = [];
    logFailure(pino({ base: null, timestamp: false }, { write: (line: string) => lines.push(line) }), error, isOurs);
    return lines.map((line) => JSON.parse(line));
  };

  it('logs a failure of ours with its causes, but not what libraries hang on them', () => {
    const cause = Object.assign(new Error('bad row'), { code: '22P02', where: 'JSON data: +5511987654321' });
    const [line] = linesOf(new Error('insert failed', { cause }), true);
    expect(line).toMatchObject({ level: 50, err: { message: 'insert failed: bad row' } });
    expect(JSON.stringify(line)).toContain('errors.test.ts');
    expect(JSON.stringify(line)).not.toContain('5511');
  });

  it('says which store is away and why, without a stack', () => {
    const cause = new Error('connect ECONNREFUSED');
    const [line] = linesOf(new Unavailable('postgresql', { cause }));
    expect(line).toEqual({
      level: 40,
      store: 'postgresql',
      reason: 'connect ECONNREFUSED',
      msg: 'a store does not answer',
    });
  });

  it('warns of a callback that nobody we know has signed', () => {
    expect(linesOf(new Refusal('invalid-signature', 'no'))).toMatchObject([{ level: 40 }]);
  });

  it('leaves other refusals to the line of the request', () => {
    expect(linesOf(new Refusal('not-found', 'no'))).toEqual([]);
  });
});
