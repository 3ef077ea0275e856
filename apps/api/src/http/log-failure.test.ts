import { Refusal, Unavailable } from '@recado/messaging';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { logFailure } from './log-failure.ts';

const linesOf = (error: unknown, isOurs = false): Record<string, unknown>[] => {
  const lines: string[] = [];
  logFailure(pino({ base: null, timestamp: false }, { write: (line: string) => lines.push(line) }), error, isOurs);
  return lines.map((line) => JSON.parse(line));
};

it('logs a failure of ours with its causes, but not what libraries hang on them', () => {
  const cause = Object.assign(new Error('bad row'), { code: '22P02', where: 'JSON data: +5511987654321' });
  const [line] = linesOf(new Error('insert failed', { cause }), true);
  expect(line).toMatchObject({ level: 50, err: { message: 'insert failed: bad row' } });
  expect(JSON.stringify(line)).toContain('log-failure.test.ts');
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
