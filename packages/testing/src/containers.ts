import { postgresSettings } from './postgres-settings.ts';
import { redisSettings } from './redis-settings.ts';
import type { TestStore } from './test-store.ts';

export async function startPostgresContainer(): Promise<TestStore> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const command = ['postgres', ...postgresSettings.flatMap((setting) => ['-c', setting])];
  const container = await new PostgreSqlContainer('postgres:18-alpine').withCommand(command).start();
  return { url: container.getConnectionUri(), [Symbol.asyncDispose]: async () => void (await container.stop()) };
}

export async function startRedisContainer(): Promise<TestStore> {
  const { RedisContainer } = await import('@testcontainers/redis');
  const container = await new RedisContainer('redis:8-alpine').withCommand(['redis-server', ...redisSettings]).start();
  return { url: container.getConnectionUrl(), [Symbol.asyncDispose]: async () => void (await container.stop()) };
}
