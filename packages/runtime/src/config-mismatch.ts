import { ConfigError } from './config.ts';

type Misfit = {
  name: string;
  expected: string;
  got: string;
};

/**
 * Of an error whose code says that the environment does not fit the record, a ConfigError, with which the process ends
 * in one line about the variable and without a stack; any other error stays as it is.
 */
export const asConfigError = (error: unknown): unknown => {
  const misfit = misfits[codeOf(error)];
  return misfit && error instanceof Error
    ? new ConfigError([{ ...misfit, remedy: `${error.message}.` }], { cause: error })
    : error;
};

/** What the record says of a configuration that does not fit it, and which variable is to be changed. */
const misfits: Record<string, Misfit> = {
  postgresql_too_old: { name: 'DATABASE_URL', expected: 'PostgreSQL 15 or later', got: 'an older one' },
  schema_from_newer_version: { name: 'DATABASE_URL', expected: 'a database of this version', got: 'a newer one' },
  lost_encryption_key: { name: 'RECADO_ENCRYPTION_KEYS', expected: 'every key of this database', got: 'fewer' },
  wrong_encryption_key: { name: 'RECADO_ENCRYPTION_KEYS', expected: 'the keys of this database', got: 'another' },
  index_not_rotated: { name: 'RECADO_INDEX_KEY', expected: 'the keys of this database', got: 'one more' },
  wrong_index_key: { name: 'RECADO_INDEX_KEY', expected: 'the key of this database', got: 'another' },
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
