import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer, RedisServer } from '@recado/testing/servers';
import type { SupervisedProcess } from './supervised-process.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';
import { changeListTexts, listTexts } from './twilio-side.ts';

/** Something that is done to one part of the system; a part is struck again only when it has got over the last one. */
type Blow = { part: object; strike: (random: Random) => Promise<void> };
type Kind = { name: string; everyMs: number; blows: [Blow, ...Blow[]] };

type Server = { stop: () => Promise<void>; start: () => Promise<void> };

const restart = async ({ stop, start }: Server, downMs: number): Promise<void> => {
  await stop();
  await sleep(downMs);
  await start();
};

const killOf = (process: SupervisedProcess): Blow => ({
  part: process,
  strike: (random) => process.kill(random.between(0, 2_000)),
});

/** The longest lets others take its messages for a dead worker's. */
const freezeOf =
  (longestMs: number) =>
  (process: SupervisedProcess): Blow => ({
    part: process,
    strike: (random) => process.freeze(random.between(longestMs / 10, longestMs)),
  });

const onPostgres = (postgres: PostgresServer, longestMs: number): Kind[] => {
  const start = () => postgres.start();
  return (['restart', 'crash'] as const).map((how) => ({
    name: `PostgreSQL ${how}`,
    everyMs: 35_000,
    blows: [
      {
        part: postgres,
        strike: (random) => restart({ stop: () => postgres.stop(how), start }, random.between(200, longestMs)),
      },
    ],
  }));
};

const onRedis = (redis: RedisServer): Kind[] => {
  const server = { stop: () => redis.kill(), start: () => redis.start() };
  return [
    { name: 'Redis flushed', everyMs: 20_000, blows: [{ part: redis, strike: () => redis.flush() }] },
    {
      name: 'Redis restarted empty',
      everyMs: 25_000,
      blows: [{ part: redis, strike: (random) => restart(server, random.between(200, 3_000)) }],
    },
  ];
};

const kindsFor = ({ api, workers, redis, postgres, simulator }: Stage, overMs: number): Kind[] => {
  const longestMs = Math.min(14_000, overMs / 3);
  const freeze = freezeOf(longestMs);
  const [first, ...others] = workers;
  return [
    { name: 'API killed', everyMs: 10_000, blows: [killOf(api)] },
    { name: 'worker killed', everyMs: 5_000, blows: [killOf(first), ...others.map(killOf)] },
    { name: 'worker frozen', everyMs: 15_000, blows: [freeze(first), ...others.map(freeze)] },
    {
      name: "Twilio's list shows other texts",
      everyMs: 4_000,
      blows: [{ part: simulator, strike: (random) => changeListTexts(simulator, random.pick(listTexts)) }],
    },
    ...onPostgres(postgres, longestMs),
    ...(redis ? onRedis(redis) : []),
  ];
};

type Planned = Blow & { name: string; atMs: number };

const planOf = (kinds: Kind[], overMs: number, random: Random): Planned[] =>
  kinds
    .flatMap(({ name, everyMs, blows }) => {
      const times = Math.max(1, Math.round(overMs / everyMs));
      return Array.from({ length: times }, () => ({
        ...random.pick(blows),
        name,
        atMs: random.between(0.05, 1) * overMs,
      }));
    })
    .toSorted((a, b) => a.atMs - b.atMs);

/** Strikes every part at random times, each kind at least once. Gives how often each blow fell. */
export const wreak = async (
  stage: Stage,
  { overMs, random, log }: { overMs: number; random: Random; log: (line: string) => void },
): Promise<Record<string, number>> => {
  const startAt = performance.now();
  const counts: Record<string, number> = {};
  const strike = async ({ name, atMs, strike: blow }: Planned) => {
    await sleep(Math.max(0, startAt + atMs - performance.now()));
    counts[name] = (counts[name] ?? 0) + 1;
    log(`${((performance.now() - startAt) / 1000).toFixed(1)} s: ${name}`);
    await blow(random);
  };
  const byPart = Map.groupBy(planOf(kindsFor(stage, overMs), overMs, random), ({ part }) => part);
  await Promise.all(
    Array.from(byPart, async ([part, blows]) => {
      for (const blow of blows) await strike(blow);
      // A message without callbacks can only be found by its text. The other parts may take a slow machine longer than a
      // message waits for it.
      if (part === stage.simulator) await changeListTexts(stage.simulator, 'rendered');
    }),
  );
  return counts;
};
