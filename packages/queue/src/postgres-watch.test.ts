import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeJobWait, watchQueues, type JobWait } from './postgres-watch.ts';

type Row = { name: string; isWaiting: boolean; dueAt: string | null; hasActive: boolean; isCheckDue: boolean };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const idle = { isWaiting: false, dueAt: null, hasActive: false, isCheckDue: false };

/** Watches two queues on a connection whose answers the test sets. */
const setUp = () => {
  const rows: Record<string, Partial<Row>> = {};
  const recovered: string[] = [];
  const looks: number[] = [];
  const state = { isSilent: false, connects: 0 };
  const connection = Object.assign(new EventEmitter(), {
    getListenClient: async () => (client ??= connect()),
  });
  const connect = () => {
    state.connects += 1;
    const made = Object.assign(new EventEmitter(), {
      query: async (text: string, values?: readonly unknown[]) => {
        if (text.startsWith('listen')) return { rows: [] };
        if (state.isSilent) return new Promise<never>(() => undefined);
        looks.push(Date.now());
        const names = values?.[0] as string[];
        return { rows: names.map((name) => ({ name, ...idle, ...rows[name] })) };
      },
    });
    return made.on('error', () => {
      client = undefined;
      connection.emit('listenerinvalidated');
    });
  };
  let client: ReturnType<typeof connect> | undefined;
  const watch = watchQueues(connection as never, () => undefined);
  const waits = ['one', 'other'].map((name) => {
    const recoverStalled = async () => recovered.push(name);
    return makeJobWait(watch, { name, recoverStalled });
  });
  const notify = (payload: string) => client?.emit('notification', { payload });
  return { watch, waits: waits as [JobWait, JobWait], rows, recovered, looks, state, notify };
};

const hour = 3_600_000;
const now = { member: '', score: 0 };

const follow = (promise: Promise<unknown>) => {
  const ended: unknown[] = [];
  promise.then((marker) => ended.push(marker)).catch((error: unknown) => ended.push(error));
  return ended;
};

it.each<[string, number, (ground: ReturnType<typeof setUp>) => void]>([
  ['it has a job already', 0, ({ rows }) => (rows['one'] = { isWaiting: true })],
  ['a notice of a job comes', 100, ({ notify }) => setTimeout(() => notify('one'), 90)],
  ['its delayed job is due', 3_000, ({ rows }) => (rows['one'] = { dueAt: String(Date.now() + 2_900) })],
  ['the notice was lost', 10_000, ({ rows }) => setTimeout(() => (rows['one'] = { isWaiting: true }), 90)],
  ['the connection breaks', 15_000, ({ state }) => setTimeout(() => (state.isSilent = true), 90)],
])('a worker asks for a job of its queue when %s', async (_when, withinMs, happens) => {
  const ground = setUp();
  happens(ground);
  const [one, other] = ground.waits.map(({ wait }) => follow(wait(hour)));
  await vi.advanceTimersByTimeAsync(withinMs);
  expect(one).toEqual([now]);
  // The other queue is asked only when the connection was replaced, which may have lost its notices.
  expect(other).toEqual(ground.state.isSilent ? [now] : []);
  ground.watch[Symbol.dispose]();
});

it.each(Array.from({ length: 12 }, (_, turns) => turns))(
  'a worker that waits %i turns after another one learns of its job at once',
  async (turns) => {
    const { watch, waits, rows } = setUp();
    const [one, other] = waits;
    rows['other'] = { isWaiting: true };
    void one.wait(hour);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    const found = follow(other.wait(hour));
    await vi.advanceTimersByTimeAsync(0);
    expect(found).toEqual([now]);
    watch[Symbol.dispose]();
  },
);

it('a worker that pauses asks for no job, and waits again later', async () => {
  const { waits, notify } = setUp();
  const [one] = waits;
  const first = follow(one.wait(hour));
  await vi.advanceTimersByTimeAsync(10);
  one.interrupt();
  await vi.advanceTimersByTimeAsync(10);
  expect(first).toEqual([{ member: '', score: Number.POSITIVE_INFINITY }]);
  const again = follow(one.wait(hour));
  await vi.advanceTimersByTimeAsync(10);
  notify('one');
  await vi.advanceTimersByTimeAsync(10);
  expect(again).toEqual([now]);
});

it('idle queues cost one statement in ten seconds together, and two while one has jobs in hand', async () => {
  const { waits, looks, rows } = setUp();
  for (const { wait } of waits) void wait(hour);
  await vi.advanceTimersByTimeAsync(100);
  looks.length = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks).toHaveLength(6);
  rows['other'] = { hasActive: true };
  await vi.advanceTimersByTimeAsync(10_000);
  looks.length = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks).toHaveLength(12);
});

it('stalled jobs are recovered in the queues whose check is due', async () => {
  const { waits, recovered, rows } = setUp();
  rows['other'] = { hasActive: true, isCheckDue: true };
  rows['one'] = { hasActive: true };
  void waits[0].wait(hour);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(recovered).toEqual(['other']);
});
