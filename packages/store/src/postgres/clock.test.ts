import { describe, expect, it } from 'vitest';
import { makeDatabaseClock } from './clock.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');

/** A process and a PostgreSQL, each with its clock. An answer takes 200 ms, and may come later by `slowMs`. */
const makeWorld = () => {
  const world = { own: noon, database: noon, elapsed: 0, slowMs: 0 };
  const pass = (ms: number) => {
    world.own += ms;
    world.database += ms;
    world.elapsed += ms;
  };
  const read = async () => {
    pass(100);
    const at = new Date(world.database);
    pass(100 + world.slowMs);
    return at;
  };
  const clock = makeDatabaseClock({ read, own: () => world.own, elapsed: () => world.elapsed });
  return { world, pass, clock };
};

describe('the database clock', () => {
  it("is the process's own clock before the first reading", () => {
    const { clock } = makeWorld();
    expect(clock.now()).toEqual(new Date(noon));
    expect(clock.offsetMs()).toBe(0);
  });

  it.each([60_000, -60_000])(
    'follows the clock of PostgreSQL when the clock of the process is %i ms off',
    async (offMs) => {
      const { world, pass, clock } = makeWorld();
      world.own += offMs;
      await clock.read();
      pass(5_000);
      expect(clock.now()).toEqual(new Date(world.database));
      expect(clock.offsetMs()).toBe(offMs);
    },
  );

  it('does not jump with the process, and shows the jump at once', async () => {
    const { world, clock } = makeWorld();
    await clock.read();
    world.own += 2 * 86_400_000;
    expect(clock.now()).toEqual(new Date(world.database));
    expect(clock.offsetMs()).toBe(2 * 86_400_000);
  });

  it.each([
    ['a suspended machine', { database: 90_000, own: 90_000 }, 0],
    ['a clock of PostgreSQL that is set forward', { database: 90_000, own: 0 }, 0],
    ['a clock of PostgreSQL that is set back', { database: -90_000, own: 0 }, 90_000],
  ])('knows of %s from the next reading on', async (_what, jump, setBackMs) => {
    const { world, pass, clock } = makeWorld();
    await clock.read();
    pass(60_000);
    expect(clock.sinceJumpMs()).toBe(Number.POSITIVE_INFINITY);
    world.database += jump.database;
    world.own += jump.own;
    await clock.read();
    expect(clock.now()).toEqual(new Date(world.database));
    expect(clock.setBackMs()).toBe(setBackMs);
    pass(5_000);
    expect(clock.sinceJumpMs()).toBe(5_000);
  });

  it('takes a slow answer for no jump, and keeps the time that it knows better', async () => {
    const { world, pass, clock } = makeWorld();
    await clock.read();
    world.slowMs = 20_000;
    await clock.read();
    expect(clock.now()).toEqual(new Date(world.database));
    expect(clock.sinceJumpMs()).toBe(Number.POSITIVE_INFINITY);
    pass(1_000);
    expect(clock.now()).toEqual(new Date(world.database));
  });

  it('takes it for no jump that the first answer was slow', async () => {
    const { world, clock } = makeWorld();
    world.slowMs = 20_000;
    await clock.read();
    expect(clock.now()).not.toEqual(new Date(world.database));
    world.slowMs = 0;
    await clock.read();
    expect(clock.now()).toEqual(new Date(world.database));
    expect(clock.sinceJumpMs()).toBe(Number.POSITIVE_INFINITY);
  });

  it('keeps its time when a reading fails', async () => {
    let isAway = false;
    const clock = makeDatabaseClock({
      read: async () => {
        if (isAway) throw new Error('away');
        return new Date(noon);
      },
      own: () => 0,
      elapsed: () => 0,
    });
    await clock.read();
    isAway = true;
    await expect(clock.read()).rejects.toThrow('away');
    expect(clock.now()).toEqual(new Date(noon));
  });
});
