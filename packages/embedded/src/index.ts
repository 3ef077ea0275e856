export { EmbeddedError, type EmbeddedErrorCode } from './binaries.ts';
export { startPostgres, type EmbeddedPostgres, type PostgresOptions } from './start-postgres.ts';
