export { hasOpenssl, makeCertificate } from './certificate.ts';
export type { Certificate } from './certificate.ts';
export { compileCache } from './compile-cache.ts';
export { queueEngines } from './engines.ts';
export type { QueueEngine } from './engines.ts';
export { findTraces } from './find-traces.ts';
export { openDatabase } from './open-database.ts';
export { startPostgresServer } from './postgres-server.ts';
export { startRedisCluster } from './redis-cluster.ts';
export type { RedisCluster } from './redis-cluster.ts';
export { startRedisSentinel } from './redis-sentinel.ts';
export type { RedisUnderSentinel } from './redis-sentinel.ts';
export { startRedisServer } from './redis-server.ts';
export type { RedisServer, RedisServerOptions } from './redis-server.ts';
export {
  describeWithRedis,
  describeWithRedisServer,
  hasRedis,
  redisUrl,
  takeRedisDatabase,
  testPrefix,
} from './redis.ts';
export { startSimulator } from './simulator.ts';
export type { Simulator } from './simulator.ts';
export { startProcess } from './start-process.ts';
export type { Ended, StartedProcess } from './start-process.ts';
export { createTemplate } from './template.ts';
export { createTestDatabase } from './test-database.ts';
export type { TestDatabaseOptions } from './test-database.ts';
export type { TestStore } from './test-store.ts';
