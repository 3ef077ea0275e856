import { DatabaseError } from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { oneByOneOnFailure } from './one-by-one.ts';

const failure = (code: string) => Object.assign(new DatabaseError('no', 2, 'error'), { code });

const failing = (code: string) =>
  vi.fn(async (calls: readonly string[]) => {
    if (calls.includes('bad')) throw failure(code);
    return calls.map((call) => call.toUpperCase());
  });

describe('oneByOneOnFailure', () => {
  it.each(['22P05', '23503', '23505', '40P01', '55P03'])(
    'runs each alone when together they fail by %s',
    async (code) => {
      const run = oneByOneOnFailure(failing(code));
      expect(await run(['a', 'bad', 'c'])).toEqual(['A', expect.objectContaining({ code }), 'C']);
    },
  );

  it.each(['57P01', '42703'])('leaves a failure by %s, which is nobody’s own', async (code) => {
    const run = failing(code);
    await expect(oneByOneOnFailure(run)(['a', 'bad'])).rejects.toMatchObject({ code });
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('does not repeat a call that ran alone', async () => {
    const run = failing('23503');
    await expect(oneByOneOnFailure(run)(['bad'])).rejects.toMatchObject({ code: '23503' });
    expect(run).toHaveBeenCalledTimes(1);
  });
});
