import { env, isCI } from 'std-env';
import type { TestProject } from 'vitest/node';
import { startFromBundles } from './bundles.ts';
import { compileCache } from './compile-cache.ts';
import { hasContainerRuntime, startPostgresContainer, startRedisContainer } from './containers.ts';
import { startLocalPostgres } from './postgres/server.ts';
import { startLocalRedis } from './redis/server.ts';

const noRedis = 'No redis-server or valkey-server on PATH, and no container engine: tests that need Redis are skipped.';

/**
 * Starts one PostgreSQL and one Redis for the run, in containers if an engine responds, otherwise on this machine. By
 * npm's scripts, tests start processes from bundles. Else, as in `npx vitest`, they start them from the sources.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  Object.assign(env, compileCache); // The processes of the test files inherit it.
  await using stores = new AsyncDisposableStack();
  const contained = await hasContainerRuntime();
  const starts = [
    contained ? startPostgresContainer() : startLocalPostgres(),
    contained ? startRedisContainer() : startLocalRedis(),
    env['npm_lifecycle_event']?.startsWith('test') ? startFromBundles() : Promise.resolve(undefined),
  ] as const;
  // Everything that started must also end if something else failed.
  for (const start of await Promise.allSettled(starts)) if (start.status === 'fulfilled') stores.use(start.value);
  await starts[2];
  project.provide('postgresUrl', (await starts[0]).url);
  const redisUrl = (await starts[1])?.url ?? null;
  if (redisUrl === null && !isCI) project.vitest.logger.warn(noRedis);
  project.provide('redisUrl', redisUrl);
  const running = stores.move();
  return () => running.disposeAsync();
};
