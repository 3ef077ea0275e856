import { randomUUID } from 'node:crypto';
import { createTestDatabase, describeWithRedis, redisUrl } from '@recado/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import {
  createQueueConnection,
  migrateQueue,
  type QueueConnection,
  type QueueSettings,
  type RedisTarget,
} from '../../src/index.ts';

type Place = Pick<QueueSettings, 'redis' | 'databaseUrl' | 'installation' | 'clock' | 'horizonMs' | 'answerTimeoutMs'>;

export type Ground = {
  engine: 'redis' | 'postgresql';
  /** Where this suite's queues are: its own installation, or its own database. */
  place: () => Place;
  /** One process's connection, closed after the suite. It waits for answers of a busy machine. */
  connect: (elsewhere?: Place) => QueueConnection;
  /** A name that no other test has. */
  newSender: () => string;
};

/** The time limit of tests that are not about it. */
export const patient = { answerTimeoutMs: 30_000 };

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const singleRedis = (url: string): RedisTarget => {
  const { hostname: host, port } = new URL(url);
  return { kind: 'single', host, port: Number(port) };
};

const prepare = (engine: Ground['engine']): Ground => {
  const opened = new AsyncDisposableStack();
  let place: Place = { installation: `test-${randomUUID()}` };
  beforeAll(async () => {
    if (engine === 'redis') place = { ...place, redis: singleRedis(redisUrl()) };
    else {
      const { url: databaseUrl } = opened.use(await createTestDatabase());
      await migrateQueue(databaseUrl);
      place = { ...place, databaseUrl };
    }
  });
  afterAll(() => opened.disposeAsync());
  return {
    engine,
    place: () => place,
    connect: (elsewhere = place) => opened.use(createQueueConnection({ ...patient, ...elsewhere, log: quiet })),
    newSender: () => `s${randomUUID().slice(0, 8)}`,
  };
};

/** Runs a suite twice, with the queues on Redis and in PostgreSQL: both must behave alike. */
export const onEachEngine = (suite: (ground: Ground) => void): void => {
  describeWithRedis('on Redis', () => {
    suite(prepare('redis'));
  });
  describe('on PostgreSQL', () => {
    suite(prepare('postgresql'));
  });
};
