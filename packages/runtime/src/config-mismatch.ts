import { ConfigError } from './config.ts';

type Mismatch = {
  name: string;
  expected: string;
  got: string;
};

/**
 * Converts an error whose code says that the environment does not match the database into a ConfigError. The process then
 * exits with one line about the variable and no stack. Any other error is returned unchanged.
 */
export const asConfigError = (error: unknown): unknown => {
  const mismatch = mismatches[codeOf(error)];
  return mismatch && error instanceof Error
    ? new ConfigError([{ ...mismatch, remedy: `${error.message}.` }], { cause: error })
    : error;
};

/** Error codes of a configuration that does not match the database, and the variable to change. */
const mismatches: Record<string, Mismatch> = {
  postgresql_too_old: { name: 'DATABASE_URL', expected: 'PostgreSQL 15 or later', got: 'an older one' },
  schema_from_newer_version: { name: 'DATABASE_URL', expected: 'a database of this version', got: 'a newer one' },
  lost_encryption_key: { name: 'RECADO_ENCRYPTION_KEYS', expected: 'every key of this database', got: 'fewer' },
  wrong_encryption_key: { name: 'RECADO_ENCRYPTION_KEYS', expected: 'the keys of this database', got: 'another' },
  index_not_rotated: { name: 'RECADO_INDEX_KEY', expected: 'the keys of this database', got: 'one more' },
  wrong_index_key: { name: 'RECADO_INDEX_KEY', expected: 'the key of this database', got: 'another' },
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
