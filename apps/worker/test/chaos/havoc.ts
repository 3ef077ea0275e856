import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer, RedisServer } from '@recado/testing/servers';
import type { KeptProcess } from './kept-process.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';

/** Something that is done to one part of the system; a part is struck again only when it has got over the last one. */
type Blow = { name: string; part: object; everyMs: number; strike: (random: Random) => Promise<void> };

type Server = { stop: () => Promise<void>; start: () => Promise<void> };

const restart = async ({ stop, start }: Server, random: Random): Promise<void> => {
  await stop();
  await sleep(random.between(200, 3_000));
  await start();
};

const blowsOnWorker = (worker: KeptProcess): Blow[] => [
  { name: 'worker killed', part: worker, everyMs: 12_000, strike: (random) => worker.kill(random.between(0, 2_000)) },
  {
    name: 'worker frozen',
    part: worker,
    everyMs: 45_000,
    strike: (random) => worker.freeze(random.between(1_000, 14_000)),
  },
];

const blowsOnPostgres = (postgres: PostgresServer): Blow[] => {
  const start = () => postgres.start();
  return (['restart', 'crash'] as const).map((how) => ({
    name: `PostgreSQL ${how}`,
    part: postgres,
    everyMs: 35_000,
    strike: (random) => restart({ stop: () => postgres.stop(how), start }, random),
  }));
};

const blowsOnRedis = (redis: RedisServer): Blow[] => {
  const server = { stop: () => redis.kill(), start: () => redis.start() };
  return [
    { name: 'Redis flushed', part: redis, everyMs: 20_000, strike: () => redis.flush() },
    { name: 'Redis restarted empty', part: redis, everyMs: 25_000, strike: (random) => restart(server, random) },
  ];
};

const blowsOn = ({ api, workers, redis, postgres }: Stage): Blow[] => [
  { name: 'API killed', part: api, everyMs: 10_000, strike: (random) => api.kill(random.between(0, 1_500)) },
  ...workers.flatMap(blowsOnWorker),
  ...blowsOnPostgres(postgres),
  ...(redis ? blowsOnRedis(redis) : []),
];

type Planned = Blow & { atMs: number };

const planOf = (blows: Blow[], overMs: number, random: Random): Planned[] =>
  blows
    .flatMap((blow) => {
      const times = Math.max(1, Math.round(overMs / blow.everyMs));
      return Array.from({ length: times }, () => ({ ...blow, atMs: random.between(0.05, 1) * overMs }));
    })
    .toSorted((a, b) => a.atMs - b.atMs);

/** Strikes every part at random times, each kind at least once. Gives how often each blow fell. */
export const wreak = async (
  stage: Stage,
  { overMs, random, log }: { overMs: number; random: Random; log: (line: string) => void },
): Promise<Record<string, number>> => {
  const startAt = Date.now();
  const counts: Record<string, number> = {};
  const strike = async ({ name, atMs, strike: blow }: Planned) => {
    await sleep(Math.max(0, startAt + atMs - Date.now()));
    counts[name] = (counts[name] ?? 0) + 1;
    log(`${((Date.now() - startAt) / 1000).toFixed(1)} s: ${name}`);
    await blow(random);
  };
  const byPart = Map.groupBy(planOf(blowsOn(stage), overMs, random), ({ part }) => part);
  await Promise.all(
    Array.from(byPart.values(), async (blows) => {
      for (const blow of blows) await strike(blow);
    }),
  );
  return counts;
};
