import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeTaskLeases, type LeaseDeps, type TaskLeases } from './leases.ts';

type Row = { holder: string; until: number; isFailing: boolean };

/** Leases and workers as PostgreSQL keeps them, by its own clock. */
const makeTable = () => {
  const rows = new Map<string, Row>();
  const handovers: { task: string; at: number; takenAfterMs?: number; by?: string }[] = [];
  const seenAt = new Map<string, number>();
  let isAway = false;
  let checkIns = 0;
  const take = (id: string, { tasks: all, failing, leaseMs }: Parameters<LeaseDeps['checkIn']>[0]) => {
    seenAt.set(id, Date.now());
    const living = [...seenAt].flatMap(([worker, at]) => (Date.now() - at < leaseMs ? [worker] : [])).toSorted();
    const rank = living.indexOf(id);
    const share = Math.floor(all.length / living.length) + Number(rank < all.length % living.length);
    const own = new Set(all.filter((task) => rows.get(task)?.holder === id));
    const isFree = (row?: Row) => !row || row.holder === id || row.isFailing || row.until < Date.now();
    const isHandedOver = (row?: Row) => row?.holder === 'nobody';
    const free = all.filter((task) => isFree(rows.get(task)));
    const handedOver = free.filter((task) => isHandedOver(rows.get(task)));
    const others = free.filter((task) => !isHandedOver(rows.get(task)));
    const taken = [...others, ...handedOver.slice(0, Math.max(0, share - others.length))];
    for (const last of handovers)
      if (last.by === undefined && taken.includes(last.task))
        Object.assign(last, { by: id, takenAfterMs: Date.now() - last.at });
    for (const task of taken)
      rows.set(task, {
        holder: id,
        until: Date.now() + leaseMs,
        isFailing: own.has(task) && failing.includes(task),
      });
    return { tasks: taken, workers: living.length, rank, share };
  };
  const release = (id: string, of: readonly string[], holder: string) => {
    for (const task of of)
      if (rows.get(task)?.holder === id) rows.set(task, { holder, until: Date.now() - 1, isFailing: false });
  };
  return {
    rows,
    /** Lists what workers handed over, and who took it. */
    handovers,
    countCheckIns: () => checkIns,
    setAway: (away: boolean) => (isAway = away),
    of: (id: string): Pick<LeaseDeps, 'checkIn' | 'releaseTasks' | 'checkOut'> => ({
      checkIn: async (bid) => {
        checkIns += 1;
        if (isAway) throw new Error('away');
        return take(id, bid);
      },
      releaseTasks: async (of) => {
        handovers.push(...of.map((task) => ({ task, at: Date.now() })));
        release(id, of, 'nobody');
      },
      checkOut: async () => {
        seenAt.delete(id);
        release(id, [...rows.keys()], 'stopped');
      },
    }),
  };
};

let table: ReturnType<typeof makeTable>;
let names: string[];
const tasks = Array.from({ length: 10 }, (_, index) => `task ${index}`);
const controllers: AbortController[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  table = makeTable();
  names = Array.from({ length: 10 }, (_, index) => `worker ${index}`);
});
afterEach(() => {
  for (const controller of controllers.splice(0)) controller.abort();
  vi.useRealTimers();
});

const startWorker = async ({ isClockRight = (): boolean => true, of = tasks } = {}) => {
  const controller = new AbortController();
  controllers.push(controller);
  const name = names.shift() ?? '';
  const leases = makeTaskLeases({
    ...table.of(name),
    tasks: of,
    clock: () => new Date(),
    isClockRight,
    signal: controller.signal,
  });
  const kept = leases.keep();
  await vi.advanceTimersByTimeAsync(0);
  return { ...leases, name, stop: () => controller.abort(), kept };
};

const startWorkers = async (count: number) => {
  const workers = [];
  for (let index = 0; index < count; index += 1) workers.push(await startWorker());
  return workers;
};

const countOf = ({ name }: { name: string }) => [...table.rows.values()].filter(({ holder }) => holder === name).length;

/** The signal of the lease, if the worker has it now. */
const heldBy = async ({ waitFor }: Pick<TaskLeases, 'waitFor'>, task = 'task 0'): Promise<AbortSignal | undefined> =>
  Promise.race([waitFor(task), vi.advanceTimersByTimeAsync(0).then(() => undefined)]);

it('one of two workers holds a task for as long as it renews its lease', async () => {
  const of = ['task 0'];
  const [one, other] = [await startWorker({ of }), await startWorker({ of })];
  await vi.advanceTimersByTimeAsync(60_000);
  expect((await heldBy(one))?.aborted).toBe(false);
  expect(await heldBy(other)).toBeUndefined();
});

it.each([
  [2, [5, 5]],
  [3, [3, 3, 4]],
  [4, [2, 2, 3, 3]],
])('%i workers share ten tasks as %o, and no task moves afterwards', async (count, shares) => {
  const workers = await startWorkers(count);
  await vi.advanceTimersByTimeAsync(12_000);
  expect(workers.map(countOf).toSorted((one, other) => one - other)).toEqual(shares);
  const holders = () => tasks.map((task) => table.rows.get(task)?.holder);
  const before = holders();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(holders()).toEqual(before);
});

it('a task that runs is not handed over before its run ends', async () => {
  const one = await startWorker();
  for (const task of tasks) one.runs(task, true);
  const other = await startWorker();
  await vi.advanceTimersByTimeAsync(20_000);
  expect([one, other].map(countOf)).toEqual([10, 0]);
  for (const task of tasks) one.runs(task, false);
  await vi.advanceTimersByTimeAsync(6_000);
  expect([one, other].map(countOf)).toEqual([5, 5]);
});

it.each([3, 4, 7])('a worker that joins %i others takes what they hand over within a second', async (count) => {
  // Which worker checks in before which one depends on the time of the day.
  for (let phase = 0; phase < 4_000; phase += 500) {
    vi.setSystemTime(Date.UTC(2026, 10, 30) + phase);
    table = makeTable();
    names = tasks.map((_, index) => `worker ${index}`);
    await startWorkers(count);
    await vi.advanceTimersByTimeAsync(30_000);
    table.handovers.length = 0;
    const joining = await startWorker();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(table.handovers.length, `from ${phase} ms`).toBeGreaterThan(0);
    for (const { by, takenAfterMs } of table.handovers) {
      expect(by).toBe(joining.name);
      expect(takenAfterMs).toBeLessThanOrEqual(1_000);
    }
    for (const controller of controllers.splice(0)) controller.abort();
    await vi.advanceTimersByTimeAsync(0);
  }
});

it('ten workers ask little more often than one', async () => {
  const countIn = async (seconds: number) => {
    await vi.advanceTimersByTimeAsync(20_000);
    const before = table.countCheckIns();
    await vi.advanceTimersByTimeAsync(seconds * 1_000);
    return table.countCheckIns() - before;
  };
  await startWorker();
  const alone = await countIn(100);
  await startWorkers(9);
  const together = await countIn(100);
  expect(together - alone).toBeLessThanOrEqual(9 * 0.25 * 100);
});

it.each([2, 3, 4, 7])('of %i workers, one that stops hands its tasks over within two seconds', async (count) => {
  const workers = await startWorkers(count);
  await vi.advanceTimersByTimeAsync(30_000);
  for (const one of workers.slice(0, -1)) {
    const lost = tasks.filter((task) => table.rows.get(task)?.holder === one.name);
    one.stop();
    await one.kept;
    await one.release();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(lost.map((task) => table.rows.get(task)?.holder)).not.toContain('stopped');
    await vi.advanceTimersByTimeAsync(20_000);
  }
});

it.each([2, 3, 4, 7])('of %i workers, one that dies is replaced within eight seconds', async (count) => {
  const workers = await startWorkers(count);
  await vi.advanceTimersByTimeAsync(30_000);
  for (const one of workers.slice(0, -1)) {
    const lost = tasks.filter((task) => table.rows.get(task)?.holder === one.name);
    one.stop();
    await vi.advanceTimersByTimeAsync(8_000);
    expect(lost.map((task) => table.rows.get(task)?.holder)).not.toContain(one.name);
    await vi.advanceTimersByTimeAsync(20_000);
  }
});

it('a worker that cannot renew its leases gives up its tasks before another takes them', async () => {
  const one = await startWorker();
  const lease = await heldBy(one);
  table.setAway(true);
  const until = table.rows.get('task 0')?.until ?? 0;
  await vi.advanceTimersByTimeAsync(until - Date.now());
  expect(lease?.aborted).toBe(true);
  table.setAway(false);
  await vi.advanceTimersByTimeAsync(3_000);
  expect((await heldBy(one))?.aborted).toBe(false);
});

it('another worker takes a task that fails, and the shares stay even', async () => {
  const [one, other] = [await startWorker(), await startWorker()];
  await vi.advanceTimersByTimeAsync(12_000);
  const task = tasks.find((name) => table.rows.get(name)?.holder === one.name) ?? '';
  const lease = await heldBy(one, task);
  one.ran(task, true);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(table.rows.get(task)?.holder).toBe(other.name);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(lease?.aborted).toBe(true);
  expect(table.rows.get(task)?.holder).toBe(other.name);
  expect([one, other].map(countOf)).toEqual([5, 5]);
});

it('a worker keeps a task that fails while it is alone', async () => {
  const one = await startWorker();
  const lease = await heldBy(one);
  one.ran('task 0', true);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(lease?.aborted).toBe(false);
});

it('a worker with a wrong clock leaves its tasks to the others', async () => {
  let isRight = true;
  const [one, other] = [await startWorker({ isClockRight: () => isRight }), await startWorker()];
  await vi.advanceTimersByTimeAsync(12_000);
  isRight = false;
  await vi.advanceTimersByTimeAsync(12_000);
  expect([one, other].map(countOf)).toEqual([0, 10]);
  expect(await heldBy(one)).toBeUndefined();
});
