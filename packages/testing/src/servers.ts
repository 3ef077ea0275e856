// Servers and processes to start without Vitest, for a program of its own.
export { startPostgresServer, type PostgresServer } from './postgres/server.ts';
export { startRedisServer, type RedisServer } from './redis/server.ts';
export { startSimulator } from './simulator.ts';
export type { Simulator } from './simulator.ts';
export { startProcess, type StartedProcess } from './process.ts';
export { clockOff, skipsWrongClocks } from './wrong-clock.ts';
