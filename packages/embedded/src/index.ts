export { EmbeddedError } from './embedded-error.ts';
export type { EmbeddedErrorCode } from './embedded-error.ts';
export { startPostgres } from './start-postgres.ts';
export type { EmbeddedPostgres, PostgresOptions } from './start-postgres.ts';
