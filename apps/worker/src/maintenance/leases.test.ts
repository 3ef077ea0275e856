import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeTaskLeases, type TaskLeases } from './leases.ts';

/** Leases as PostgreSQL keeps them, by its own clock. */
const makeTable = () => {
  const rows = new Map<string, { holder: string; until: number; isFailing: boolean }>();
  let isAway = false;
  return {
    rows,
    setAway: (away: boolean) => (isAway = away),
    takeTasks: async (bid: {
      holder: string;
      tasks: readonly string[];
      failing: readonly string[];
      leaseMs: number;
    }) => {
      if (isAway) throw new Error('away');
      return bid.tasks.filter((task) => {
        const row = rows.get(task);
        const isOurs = row?.holder === bid.holder;
        if (row && !isOurs && row.until >= Date.now() && !row.isFailing) return false;
        rows.set(task, {
          holder: bid.holder,
          until: Date.now() + bid.leaseMs,
          isFailing: isOurs && bid.failing.includes(task),
        });
        return true;
      });
    },
    releaseTasks: async (holder: string) => {
      for (const row of rows.values()) if (row.holder === holder) row.until = Date.now() - 1;
    },
  };
};

let table: ReturnType<typeof makeTable>;
const controllers: AbortController[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  table = makeTable();
});
afterEach(() => {
  for (const controller of controllers.splice(0)) controller.abort();
  vi.useRealTimers();
});

const startWorker = async (isClockRight = () => true) => {
  const controller = new AbortController();
  controllers.push(controller);
  const leases = makeTaskLeases({ ...table, tasks: ['requeue', 'resolve'], isClockRight, signal: controller.signal });
  const kept = leases.keep();
  await vi.advanceTimersByTimeAsync(0);
  return { ...leases, stop: () => controller.abort(), kept };
};

/** The signal of the lease, if the worker has it now. */
const heldBy = async ({ waitFor }: Pick<TaskLeases, 'waitFor'>, task = 'requeue'): Promise<AbortSignal | undefined> =>
  Promise.race([waitFor(task), vi.advanceTimersByTimeAsync(0).then(() => undefined)]);

it('one of two workers holds a task for as long as it renews its lease', async () => {
  const [one, other] = [await startWorker(), await startWorker()];
  await vi.advanceTimersByTimeAsync(60_000);
  expect((await heldBy(one))?.aborted).toBe(false);
  expect(await heldBy(other)).toBeUndefined();
});

it('a worker that stops hands its tasks over at once', async () => {
  const [one, other] = [await startWorker(), await startWorker()];
  const lease = await heldBy(one);
  one.stop();
  await one.kept;
  expect(lease?.aborted).toBe(true);
  await one.release();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await heldBy(other)).toBeDefined();
});

it('a worker that cannot renew its leases gives up its tasks before another takes them', async () => {
  const one = await startWorker();
  const lease = await heldBy(one);
  table.setAway(true);
  const until = table.rows.get('requeue')?.until ?? 0;
  await vi.advanceTimersByTimeAsync(until - Date.now());
  expect(lease?.aborted).toBe(true);
  table.setAway(false);
  await vi.advanceTimersByTimeAsync(3_000);
  expect((await heldBy(one))?.aborted).toBe(false);
});

it('another worker takes a task that fails, and only that', async () => {
  const [one, other] = [await startWorker(), await startWorker()];
  const lease = await heldBy(one);
  one.ran('requeue', true);
  await vi.advanceTimersByTimeAsync(8_000);
  expect(lease?.aborted).toBe(true);
  expect(await heldBy(other)).toBeDefined();
  expect(await heldBy(other, 'resolve')).toBeUndefined();
});

it('a worker keeps a task that fails while it is alone', async () => {
  const one = await startWorker();
  const lease = await heldBy(one);
  one.ran('requeue', true);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(lease?.aborted).toBe(false);
});

it('a worker with a wrong clock leaves its tasks to the others', async () => {
  let isRight = true;
  const [one, other] = [await startWorker(() => isRight), await startWorker()];
  isRight = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await heldBy(one)).toBeUndefined();
  expect(await heldBy(other)).toBeDefined();
});
