import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { judgeDeath, supervise, type Child, type Exit } from './supervise.ts';

describe('supervise', () => {
  /** A process that is ready at once and exits on request. */
  const makeProcess = (isReady = true) => {
    const { promise: exited, resolve: die } = Promise.withResolvers<Exit>();
    const never = new Promise<void>(() => {});
    const stop = vi.fn<Child['stop']>(async () => die({ code: 0, signal: null }));
    return { child: { ready: isReady ? Promise.resolve() : never, exited, stop }, die };
  };

  const makeWorld = (isReady = true) => {
    const started: ReturnType<typeof makeProcess>[] = [];
    const waits: number[] = [];
    let now = 0;
    return {
      started,
      waits,
      live: (ms: number) => (now += ms),
      deps: {
        name: 'worker',
        start: () => {
          const process = makeProcess(isReady);
          started.push(process);
          return process.child;
        },
        clock: () => now,
        wait: async (ms: number) => void waits.push(ms),
        say: vi.fn<(text: string) => void>(),
      },
    };
  };

  const crash: Exit = { code: 1, signal: null };
  const running = new AbortController().signal;

  test('a process that dies is started again after a wait, and it is said', async () => {
    const world = makeWorld();
    await using _ = await supervise(world.deps, running);
    world.live(60_000);
    world.started[0]?.die({ code: null, signal: 'SIGKILL' });
    await expect.poll(() => world.started).toHaveLength(2);
    expect(world.waits).toEqual([500]);
    expect(world.deps.say).toHaveBeenCalledWith('worker was ended by SIGKILL; restarting in 0.5 s');
  });

  test('a process that keeps dying is given up with the reason', async () => {
    const world = makeWorld();
    const supervised = await supervise(world.deps, running);
    for (let death = 0; death < 5; death += 1) {
      await expect.poll(() => world.started).toHaveLength(death + 1);
      world.started[death]?.die(crash);
    }
    await expect(supervised.ended).rejects.toThrow('worker ended with code 1, 5 times in a row soon after its start.');
    expect(world.waits).toEqual([500, 1000, 2000, 4000]);
  });

  test.each([
    [1, 'process_died'],
    [75, 'port_taken'],
  ])('a process that ends with %i before it was ready is not tried again (%s)', async (code, reason) => {
    const world = makeWorld(false);
    const supervised = supervise(world.deps, running);
    world.started[0]?.die({ code, signal: null });
    await expect(supervised).rejects.toMatchObject({ code: reason });
    expect(world.started).toHaveLength(1);
  });

  test('a stop while the process is starting ends it', async () => {
    const world = makeWorld(false);
    const stop = new AbortController();
    const supervised = supervise(world.deps, stop.signal);
    stop.abort();
    await expect(supervised).rejects.toMatchObject({ name: 'AbortError' });
    expect(world.started[0]?.child.stop).toHaveBeenCalledOnce();
  });

  test('a process that was stopped stays stopped', async () => {
    const world = makeWorld();
    const supervised = await supervise(world.deps, running);
    await supervised[Symbol.asyncDispose]();
    await expect(supervised.ended).resolves.toBeUndefined();
    await nextTurn();
    expect(world.started).toHaveLength(1);
  });
});

describe('backoff', () => {
  test.each([
    [0, 500],
    [1, 1000],
    [2, 2000],
    [3, 4000],
  ])('after %i quick deaths the next one waits %i ms', (before, afterMs) => {
    expect(judgeDeath(before, 50)).toEqual({ kind: 'restart', afterMs, quickDeaths: before + 1 });
  });

  test('the fifth quick death in a row is the last', () => {
    expect(judgeDeath(4, 50)).toEqual({ kind: 'give-up', quickDeaths: 5 });
  });

  test('a process that ran long enough restarts the count', () => {
    expect(judgeDeath(4, 60_000)).toEqual({ kind: 'restart', afterMs: 500, quickDeaths: 0 });
  });
});
