import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { describeError } from './log-error.ts';

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
