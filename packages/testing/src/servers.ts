// Servers and processes to start without Vitest, for a program of its own.
export { startPostgresServer } from './postgres-server.ts';
export type { PostgresServer } from './postgres-server.ts';
export { startRedisServer } from './redis-server.ts';
export type { RedisServer } from './redis-server.ts';
export { startSimulator } from './simulator.ts';
export type { Simulator } from './simulator.ts';
export { startProcess } from './start-process.ts';
export type { StartedProcess } from './start-process.ts';
