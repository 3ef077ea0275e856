// This entry point has the servers and processes that a program can start without Vitest.
export type { BackupKind } from './postgres/backups.ts';
export { installedPrograms, skipsInstalledPostgres } from './postgres/programs.ts';
export { startPostgresServer, type PostgresServer } from './postgres/server.ts';
export { startRedisServer, type RedisServer } from './redis/server.ts';
export { startSimulator } from './simulator.ts';
export type { Simulator } from './simulator.ts';
export { startProcess, type StartedProcess } from './process.ts';
export { clockOff, skipsWrongClocks } from './wrong-clock.ts';
