import { redisProgram } from './redis-program.ts';
import { startRedisServer } from './redis/server.ts';
import type { TestStore } from './test-store.ts';

/** The machine's own Redis or Valkey, for the whole run; undefined where there is neither. */
export const startLocalRedis = async (): Promise<TestStore | undefined> =>
  redisProgram() === undefined ? undefined : startRedisServer();
