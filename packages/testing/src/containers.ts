import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { env } from 'std-env';
import type { TestStore } from './provided.ts';

export const startPostgresContainer = async (): Promise<TestStore> => {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const command = ['postgres', ...postgresSettings.flatMap((setting) => ['-c', setting])];
  const container = await new PostgreSqlContainer('postgres:18-alpine').withCommand(command).start();
  return { url: container.getConnectionUri(), [Symbol.asyncDispose]: async () => void (await container.stop()) };
};

export const startRedisContainer = async (): Promise<TestStore> => {
  const { RedisContainer } = await import('@testcontainers/redis');
  const container = await new RedisContainer('redis:8-alpine').withCommand(['redis-server', ...redisSettings]).start();
  return { url: container.getConnectionUrl(), [Symbol.asyncDispose]: async () => void (await container.stop()) };
};

/**
 * Returns true if a container engine responds. Testcontainers decides, but loading it takes about a second, so it is loaded
 * only if an engine is likely. `RECADO_TEST_STORES=local` disables containers.
 */
export const hasContainerRuntime = async (): Promise<boolean> => {
  if (env['RECADO_TEST_STORES'] === 'local' || !hints().some(Boolean)) return false;
  const { getContainerRuntimeClient } = await import('testcontainers');
  return getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
};

/** The places where testcontainers looks. On Windows an engine listens on a pipe, which cannot be checked here. */
const hints = (): boolean[] => {
  const home = homedir();
  const sockets = [
    '/var/run/docker.sock',
    join(env['XDG_RUNTIME_DIR'] ?? `/run/user/${userInfo().uid}`, 'docker.sock'),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    join(home, '.testcontainers.properties'),
  ];
  return [env['DOCKER_HOST'] !== undefined, userInfo().uid === -1, ...sockets.map((path) => existsSync(path))];
};

/** Tests open many connections, and their data need not survive a power cut. */
export const postgresSettings = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=300',
  'shared_buffers=64MB',
];

/** Counts the databases of a test Redis. Each concurrent system gets one, so this leaves a wide margin. */
export const redisDatabases = 128;

/** Tests need no persistence. BullMQ requires that no key is ever evicted. */
export const redisSettings = [
  '--save',
  '',
  '--appendonly',
  'no',
  '--maxmemory-policy',
  'noeviction',
  '--databases',
  String(redisDatabases),
];
