import { describe, expect, it } from 'vitest';
import { makeDatabaseClock } from './clock.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');

/** A process and a PostgreSQL, each with its clock; an answer takes 200 ms. */
const makeWorld = () => {
  const world = { own: noon, database: noon, elapsed: 0 };
  const pass = (ms: number) => {
    world.own += ms;
    world.database += ms;
    world.elapsed += ms;
  };
  const read = async () => {
    pass(100);
    const at = new Date(world.database);
    pass(100);
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
