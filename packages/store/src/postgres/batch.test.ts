import fc from 'fast-check';
import { DatabaseError } from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { batchCalls, splitDuplicates, retryIndividually } from './batch.ts';

describe('calls in batches', () => {
  /** Runs that end only when the test ends them. */
  const held = () => {
    const runs: { calls: readonly number[]; end: () => void }[] = [];
    const run = (calls: readonly number[]) =>
      new Promise<number[]>((resolve) => {
        runs.push({ calls, end: () => resolve(calls.map((call) => call * 10)) });
      });
    return { runs, run };
  };

  describe('a run', () => {
    it('makes one run of the calls of a moment and answers each its own', async () => {
      const run = vi.fn(async (calls: readonly number[]) => calls.map((call) => call * 10));
      const call = batchCalls(run);
      expect(await Promise.all([call(1), call(2), call(2), call(3)])).toEqual([10, 20, 20, 30]);
      expect(run.mock.calls).toEqual([[[1, 2, 2, 3]]]);
    });

    it('keeps what comes while its runs are out for the next one', async () => {
      const { runs, run } = held();
      const call = batchCalls(run, { atOnce: 1 });
      const first = call(1);
      await expect.poll(() => runs).toHaveLength(1);
      const others = [call(2), call(3)];
      runs[0]?.end();
      await first;
      await expect.poll(() => runs[1]?.calls).toEqual([2, 3]);
      runs[1]?.end();
      expect(await Promise.all(others)).toEqual([20, 30]);
    });

    it('has no more runs out than it may, and none larger than it may', async () => {
      let out = 0;
      let most = 0;
      const sizes: number[] = [];
      const call = batchCalls(
        async (calls: readonly number[]) => {
          sizes.push(calls.length);
          most = Math.max(most, (out += 1));
          await new Promise(setImmediate);
          out -= 1;
          return [...calls];
        },
        { maxSize: 3, atOnce: 2 },
      );
      await Promise.all(Array.from({ length: 20 }, (_, n) => call(n)));
      expect(Math.max(...sizes)).toBe(3);
      expect(most).toBe(2);
    });

    it('begins a run so much later than the one before, if that was of several calls', async () => {
      const begun: number[] = [];
      const call = batchCalls(
        async (calls: readonly number[]) => {
          begun.push(performance.now());
          return [...calls];
        },
        { paceMs: 30 },
      );
      const between = (one: number) => (begun[one + 1] ?? 0) - (begun[one] ?? 0);
      await Promise.all([call(1), call(2)]);
      await call(3);
      expect(between(0)).toBeGreaterThanOrEqual(29);
      // Turns of the event loop, because on a busy machine even one may take long.
      let turns = 0;
      const turn = () => void (begun.length < 3 && setImmediate(turn) && (turns += 1));
      turn();
      await call(4);
      expect(begun).toHaveLength(3);
      expect(turns).toBeLessThan(4);
    });

    it('starts a run beside another only when that one takes long', async () => {
      const { runs, run } = held();
      const call = batchCalls(run, { overlapAfterMs: 30 });
      const began = performance.now();
      const answers = [call(1)];
      await expect.poll(() => runs).toHaveLength(1);
      answers.push(call(2), call(3));
      await expect.poll(() => runs[1]?.calls, { interval: 1 }).toEqual([2, 3]);
      expect(performance.now() - began).toBeGreaterThanOrEqual(30);
      for (const { end } of runs) end();
      expect(await Promise.all(answers)).toEqual([10, 20, 30]);
    });

    it('starts the next run as soon as the one before ends', async () => {
      const { runs, run } = held();
      const call = batchCalls(run, { overlapAfterMs: 60_000 });
      const first = call(1);
      await expect.poll(() => runs).toHaveLength(1);
      const others = [call(2), call(3)];
      await new Promise(setImmediate);
      expect(runs).toHaveLength(1);
      runs[0]?.end();
      await first;
      await expect.poll(() => runs[1]?.calls).toEqual([2, 3]);
      runs[1]?.end();
      expect(await Promise.all(others)).toEqual([20, 30]);
    });

    it('fails the calls of a run that fails, one alone when its answer is an error, and continues with the next', async () => {
      const call = batchCalls(async (calls: readonly number[]) => {
        if (calls.includes(0)) throw new Error('all');
        return calls.map((value) => (value === 1 ? new Error('one') : value));
      });
      expect(await Promise.allSettled([call(0), call(5)])).toMatchObject([
        { status: 'rejected' },
        { status: 'rejected' },
      ]);
      const [one, other] = await Promise.allSettled([call(1), call(2)]);
      expect(one).toMatchObject({ reason: { message: 'one' } });
      expect(other).toEqual({ status: 'fulfilled', value: 2 });
    });
  });
});

describe('calls for the same id', () => {
  const item = fc.record({ id: fc.constantFrom('a', 'b', 'c'), n: fc.nat() });

  it('holds each id at most once in a round, in the order given, and answers in the order given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(item), async (items) => {
        const rounds: (typeof items)[] = [];
        const answers = await splitDuplicates(
          items,
          ({ id }) => id,
          async (round) => {
            rounds.push(round);
            return round;
          },
        );
        expect(answers).toEqual(items);
        for (const round of rounds) expect(new Set(round.map(({ id }) => id)).size).toBe(round.length);
        for (const id of ['a', 'b', 'c'])
          expect(rounds.flat().filter((ran) => ran.id === id)).toEqual(items.filter((given) => given.id === id));
        const repetitions = Object.values(Object.groupBy(items, ({ id }) => id)).map((same) => same?.length ?? 0);
        expect(rounds).toHaveLength(Math.max(0, ...repetitions));
      }),
    );
  });
});

describe('a run that fails', () => {
  const failure = (code: string) => Object.assign(new DatabaseError('no', 2, 'error'), { code });

  const failing = (code: string) =>
    vi.fn(async (calls: readonly string[]) => {
      if (calls.includes('bad')) throw failure(code);
      return calls.map((call) => call.toUpperCase());
    });

  describe('is retried call by call, which', () => {
    it.each(['22P05', '23503', '23505', '40P01', '55P03'])(
      'runs each alone when together they fail by %s',
      async (code) => {
        const run = retryIndividually(failing(code));
        expect(await run(['a', 'bad', 'c'])).toEqual(['A', expect.objectContaining({ code }), 'C']);
      },
    );

    it.each(['57P01', '42703'])('leaves a failure by %s, which is nobody’s own', async (code) => {
      const run = failing(code);
      await expect(retryIndividually(run)(['a', 'bad'])).rejects.toMatchObject({ code });
      expect(run).toHaveBeenCalledTimes(1);
    });

    it('does not repeat a call that ran alone', async () => {
      const run = failing('23503');
      await expect(retryIndividually(run)(['bad'])).rejects.toMatchObject({ code: '23503' });
      expect(run).toHaveBeenCalledTimes(1);
    });
  });
});
