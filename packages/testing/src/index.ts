export { chromiumPath, screenshotsFolder, skipsBrowser, watchMinutes } from './browser.ts';
export { hasOpenssl, makeCertificate, type Certificate } from './certificate.ts';
export { findMain } from './bundles.ts';
export { compileCache } from './compile-cache.ts';
export { findTraces } from './find-traces.ts';
export { journeyCases, journeyEngines, sized } from './journeys.ts';
export { patienceMs } from './patience.ts';
export { guardStatuses, type StatusRules } from './postgres/status-guard.ts';
export { startLoginBreaker, type LoginBreaker } from './postgres/login-breaker.ts';
export { skipsPgbouncer, startPgbouncer } from './postgres/pgbouncer.ts';
export { installedPrograms, skipsInstalledPostgres } from './postgres/programs.ts';
export { startPostgresServer } from './postgres/server.ts';
export {
  createTemplate,
  createTestDatabase,
  openDatabase,
  type TestDatabaseOptions,
} from './postgres/test-database.ts';
export { startProcess, type Ended, type StartedProcess } from './process.ts';
export type { TestStore } from './provided.ts';
export { startRedisCluster, type RedisCluster } from './redis/cluster.ts';
export { startRedisSentinel, type RedisUnderSentinel } from './redis/sentinel.ts';
export { startRedisServer, type RedisServer, type RedisServerOptions } from './redis/server.ts';
export {
  describeWithRedis,
  describeWithRedisServer,
  hasRedis,
  queueEngines,
  redisUrl,
  takeRedisDatabase,
  testPrefix,
  type QueueEngine,
} from './redis/test-database.ts';
export { skipsPrometheus, startPrometheus } from './prometheus.ts';
export { startProxy, type HttpProxy } from './proxy.ts';
export { mountSmallDisk, skipsSmallDisk } from './small-disk.ts';
export { startSimulator, type Simulator } from './simulator.ts';
export { clockIn, clockOff, skipsWrongClocks } from './wrong-clock.ts';
