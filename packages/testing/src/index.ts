export { hasOpenssl, makeCertificate, type Certificate } from './certificate.ts';
export { compileCache } from './compile-cache.ts';
export { queueEngines, type QueueEngine } from './engines.ts';
export { findTraces } from './find-traces.ts';
export { openDatabase } from './open-database.ts';
export { startPostgresServer } from './postgres/server.ts';
export { createTestDatabase, type TestDatabaseOptions } from './postgres/test-database.ts';
export { startProcess, type Ended, type StartedProcess } from './process.ts';
export { startRedisCluster, type RedisCluster } from './redis/cluster.ts';
export { startRedisSentinel, type RedisUnderSentinel } from './redis/sentinel.ts';
export { startRedisServer, type RedisServer, type RedisServerOptions } from './redis/server.ts';
export {
  describeWithRedis,
  describeWithRedisServer,
  hasRedis,
  redisUrl,
  takeRedisDatabase,
  testPrefix,
} from './redis/test-database.ts';
export { startSimulator, type Simulator } from './simulator.ts';
export { createTemplate } from './template.ts';
export type { TestStore } from './test-store.ts';
