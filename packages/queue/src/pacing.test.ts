import { expect, it } from 'vitest';
import { makePacing } from './pacing.ts';

/** The window of 80 per second. */
const windowMs = 100;

const start = (mps = 80) => {
  let now = 1_000_000;
  const sendSlotOf = makePacing({ mps: () => mps, clock: () => now });
  return {
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

/** The time that a slot makes the request wait. */
const waitOf = async ({ waitUntilDue }: ReturnType<World['take']>) => {
  const began = performance.now();
  await waitUntilDue();
  return performance.now() - began;
};

it('spreads what it takes at once over its window, and no further', async () => {
  const world = start();
  for (let window = 0; window < 50; window += 1) {
    for (let job = 0; job < 4; job += 1) world.take();
    world.wait(windowMs);
  }
  const waits = await Promise.all(Array.from({ length: 40 }, world.take).map(waitOf));
  expect(waits[0]).toBeLessThan(10);
  // A fourth of a window apart are those of a process that takes four in each; a little less, to catch up.
  expect(waits[2]).toBeGreaterThan(25);
  expect(Math.max(...waits)).toBeGreaterThan(70);
  expect(Math.max(...waits)).toBeLessThan(110);
});

it('lets a single message go at once', async () => {
  const world = start();
  for (let second = 0; second < 5; second += 1) {
    expect(await waitOf(world.take())).toBeLessThan(5);
    world.wait(1_000);
  }
});

it('lets nothing wait for longer than a second, however slow the sender is', async () => {
  const { take, wait } = start(0.05);
  take();
  wait(20_000);
  const waits = await Promise.all(Array.from({ length: 3 }, () => take()).map(waitOf));
  expect(Math.max(...waits)).toBeLessThan(1_000);
});

it('lets everything go at once that a very fast sender has', async () => {
  const { take, wait } = start(10_000);
  const turns = Array.from({ length: 10 }, () => take());
  expect(Math.max(...(await Promise.all(turns.map(waitOf))))).toBeLessThan(5);
  wait(10_000);
  expect(turns.map(({ isOnTime }) => isOnTime())).not.toContain(false);
});

it('waits for no clock that was set back', async () => {
  const { take } = start();
  expect(await waitOf(take({ processedOn: 1_060_000 }))).toBeLessThan(5);
});
