import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@recado/embedded';
import { Client } from 'pg';
import { cpuOfServer, parentOf, startRedis, type RedisServer } from './redis.ts';

/** The stores of one run, in a folder that is deleted with them. */
export type Lab = AsyncDisposable & {
  folder: string;
  redis: RedisServer;
  /** The milliseconds of CPU that PostgreSQL has used since its start. */
  postgresqlCpuMs: () => Promise<number>;
  /** Empties Redis and creates an empty database of its own. */
  freshStores: () => Promise<{ databaseUrl: string; redisUrl: string }>;
};

/** Starts PostgreSQL with its default configuration, and Redis. */
export const openLab = async (): Promise<Lab> => {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'recado-bench-'));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const postgres = opening.use(await startPostgres({ dataDir: join(folder, 'postgresql'), temporary: true }));
  const redis = opening.use(await startRedis(folder));
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  opening.defer(() => admin.end());
  const { rows } = await admin.query<{ pid: number }>('select pg_backend_pid() as pid');
  const server = await parentOf(rows[0]?.pid ?? -1);
  let made = 0;
  const freshStores = async () => {
    made += 1;
    await redis.client.flushall();
    await admin.query(`create database bench_${made}`);
    const url = new URL(postgres.url);
    url.pathname = `/bench_${made}`;
    return { databaseUrl: url.href, redisUrl: redis.url };
  };
  const opened = opening.move();
  const postgresqlCpuMs = () => cpuOfServer(server);
  return { folder, redis, postgresqlCpuMs, freshStores, [Symbol.asyncDispose]: () => opened.disposeAsync() };
};
