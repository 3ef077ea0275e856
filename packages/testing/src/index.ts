export { describeWithRedis, hasRedis, redisUrl, testPrefix } from './redis.ts';
export { startSimulator } from './simulator.ts';
export type { Simulator } from './simulator.ts';
export { startProcess } from './start-process.ts';
export type { Ended, StartedProcess } from './start-process.ts';
export { createTemplate } from './template.ts';
export { createTestDatabase } from './test-database.ts';
export type { TestDatabaseOptions } from './test-database.ts';
export type { TestStore } from './test-store.ts';
