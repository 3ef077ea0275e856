import { expect, it } from 'vitest';
import { makePacing } from './pacing.ts';

/** The window of 80 per second. */
const windowMs = 100;

const start = (mps = 80) => {
  let now = 1_000_000;
  const waits: number[] = [];
  const sendSlotOf = makePacing({ mps: () => mps, clock: () => now, wait: async (ms) => void waits.push(ms) });
  return {
    waits,
    wait: (ms: number) => {
      now += ms;
    },
    take: ({ attemptsStarted = 1, processedOn = now } = {}) => sendSlotOf({ processedOn, attemptsStarted }),
  };
};

type World = ReturnType<typeof start>;

/** Takes a job in each window and asks so much later whether it may go. */
const goEachSlice = ({ take, wait }: World, times: number, { lateMs }: { lateMs: number }) =>
  Array.from({ length: times }, () => {
    const { isOnTime } = take();
    wait(lateMs);
    const goes = isOnTime();
    wait(windowMs - (lateMs % windowMs));
    return goes;
  });

it('releases a job that is on time', () => {
  expect(goEachSlice(start(), 5, { lateMs: 20 })).toEqual([true, true, true, true, true]);
});

it('holds back what would leave together with the next windows', () => {
  const { take, wait } = start();
  const { isOnTime, isLate } = take();
  wait(80);
  expect(isLate()).toBe(true);
  expect(isOnTime()).toBe(false);
});

it('releases a job that was taken before, however late', () => {
  const { take, wait } = start();
  const { isOnTime } = take({ attemptsStarted: 2 });
  wait(10_000);
  expect(isOnTime()).toBe(true);
});

it('adapts to a database that stays slow', () => {
  const world = start();
  expect(goEachSlice(world, 1, { lateMs: 250 })).toEqual([false]);
  for (let time = 0; time < 40; time += 1) {
    const { isOnTime } = world.take({ attemptsStarted: 2 });
    world.wait(250);
    isOnTime();
  }
  expect(goEachSlice(world, 3, { lateMs: 250 })).toEqual([true, true, true]);
});

it('learns next to nothing from a halt, however many waited', () => {
  const { take, wait } = start();
  const turns = Array.from({ length: 100 }, () => take());
  wait(2_000);
  expect(turns.filter(({ isOnTime }) => isOnTime())).toEqual([]);
});

it('takes a machine as it is that is always short of time', () => {
  const world = start();
  const went = goEachSlice(world, 60, { lateMs: 250 });
  expect(went.slice(0, 5)).not.toContain(true);
  expect(went.slice(-20)).not.toContain(false);
});

it('is as strict as before soon after a halt', () => {
  const world = start();
  const halted = world.take();
  world.wait(2_000);
  expect(halted.isOnTime()).toBe(false);
  expect(goEachSlice(world, 10, { lateMs: 5 })).not.toContain(false);
  expect(goEachSlice(world, 1, { lateMs: 85 })).toEqual([false]);
});

it('spreads what it takes at once over its window, and no further', async () => {
  const world = start();
  for (let window = 0; window < 50; window += 1) {
    for (let job = 0; job < 4; job += 1) world.take();
    world.wait(windowMs);
  }
  for (let job = 0; job < 40; job += 1) await world.take().waitUntilDue();
  // The first one goes at once. The others of a process that takes four in each window go a fourth of it apart, or a
  // little less, to catch up.
  const [first = 0, second = 0] = world.waits;
  expect(first).toBeGreaterThan(10);
  expect(first).toBeLessThan(25);
  expect(second - first).toBeGreaterThan(10);
  expect(Math.max(...world.waits)).toBe(0.8 * windowMs);
});

it('lets a single message go at once', async () => {
  const world = start();
  for (let second = 0; second < 5; second += 1) {
    await world.take().waitUntilDue();
    expect(world.waits).toEqual([]);
    world.wait(1_000);
  }
});

it('lets nothing wait for longer than a second, however slow the sender is', async () => {
  const { take, wait, waits } = start(0.05);
  take();
  wait(20_000);
  for (const { waitUntilDue } of Array.from({ length: 3 }, () => take())) await waitUntilDue();
  expect(waits).toHaveLength(2);
  expect(Math.max(...waits)).toBeLessThan(1_000);
});

it('lets everything go at once that a very fast sender has', async () => {
  const { take, wait, waits } = start(10_000);
  const turns = Array.from({ length: 10 }, () => take());
  for (const { waitUntilDue } of turns) await waitUntilDue();
  expect(waits).toEqual([]);
  wait(10_000);
  expect(turns.map(({ isOnTime }) => isOnTime())).not.toContain(false);
});

it('waits for no clock that was set back', async () => {
  const { take, waits } = start();
  await take({ processedOn: 1_060_000 }).waitUntilDue();
  expect(waits).toEqual([]);
});
