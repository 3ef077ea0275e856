export { EmbeddedError, type EmbeddedErrorCode } from './places.ts';
export { startPostgres, type EmbeddedPostgres, type PostgresOptions } from './start-postgres.ts';
