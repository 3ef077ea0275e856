import { Unavailable } from '@recado/messaging';
import { describe, expect, it } from 'vitest';
import { warnOncePerBurst, withTimeout } from './wait-and-warn.ts';

describe('a step with a time limit', () => {
  it('gives the answer', async () => {
    await expect(withTimeout(1_000, async () => 'pong')).resolves.toBe('pong');
  });

  it('is unavailable when there is no answer in time', async () => {
    const answer = withTimeout(10, () => new Promise<never>(() => undefined));
    await expect(answer).rejects.toBeInstanceOf(Unavailable);
  });

  it('is unavailable when the store fails, and says why', async () => {
    const cause = new Error('connection refused');
    await expect(withTimeout(1_000, () => Promise.reject(cause))).rejects.toMatchObject({ code: 'unavailable', cause });
  });
});

it('says that there is no connection to Redis, and not by which setting its client gave up', async () => {
  const cause = Object.assign(new Error('Reached the max retries'), { name: 'MaxRetriesPerRequestError' });
  await expect(withTimeout(1_000, () => Promise.reject(cause))).rejects.toThrow(
    expect.objectContaining({ cause: expect.objectContaining({ message: 'there is no connection to Redis' }) }),
  );
});

describe('warnings in a burst', () => {
  const setUp = () => {
    const lines: object[] = [];
    const take = (fields: object, message: string) => void lines.push({ ...fields, message });
    let now = 0;
    const warn = warnOncePerBurst({ info: take, warn: take, error: take }, () => now);
    return { lines, warn, pass: (ms: number) => (now += ms) };
  };

  it('warns at once, and of the same again only after ten seconds, with how many it left out', () => {
    const { lines, warn, pass } = setUp();
    for (let time = 0; time < 5; time += 1) warn('gone', 'Redis is away');
    pass(10_000);
    warn('still gone', 'Redis is away');
    expect(lines).toEqual([
      { err: 'gone', message: 'Redis is away' },
      { err: 'still gone', omitted: 4, message: 'Redis is away' },
    ]);
  });

  it('says in one line that a pooler has no connection left', () => {
    const { lines, warn } = setUp();
    const full = Object.assign(new Error('query_wait_timeout'), { code: '08P01' });
    warn(full, 'PostgreSQL is away');
    warn(new Unavailable('queue', { cause: full }), 'The queue is away');
    expect(lines).toEqual([
      { reason: 'query_wait_timeout', message: 'PostgreSQL is away' },
      { reason: 'query_wait_timeout', message: 'The queue is away' },
    ]);
  });

  it('keeps different warnings apart', () => {
    const { lines, warn } = setUp();
    warn('gone', 'Redis is away');
    warn('gone', 'PostgreSQL is away');
    expect(lines).toHaveLength(2);
  });
});
