import { ConfigError, type Issue } from './config.ts';

type Mismatch = {
  name: string;
  expected: string;
  got: string;
  /** Without it the error's own message, which then says what to do. */
  remedy?: string;
};

/**
 * Converts an error whose code says that the environment does not match the database into a ConfigError. The process then
 * exits with one line about the variable and no stack. Any other error is returned unchanged.
 */
export const asConfigError = (error: unknown): unknown => {
  const source = error instanceof Error && !mismatches[codeOf(error)] ? error.cause : error;
  const mismatch = mismatches[codeOf(source)];
  return mismatch && source instanceof Error
    ? new ConfigError([{ remedy: `${source.message}.`, ...mismatch }], { cause: error })
    : error;
};

type Place = {
  /** The variable that holds the port. */
  variable: string;
  host: string;
  port: number;
};

/** Converts an error of a server that could not listen into a ConfigError about its port or host. Any other error is returned unchanged. */
export const asListenError = (error: unknown, { variable, host, port }: Place): unknown => {
  const code = codeOf(error);
  const ofPort = { name: variable, got: String(port) };
  const issues: Record<string, Issue> = {
    EADDRINUSE: {
      ...ofPort,
      expected: 'a free port',
      remedy: `Another process listens on it: stop that one, or set ${variable} to another port.`,
    },
    EACCES: {
      ...ofPort,
      expected: 'a port that this user may listen on',
      remedy: `Set ${variable} to a port from 1024.`,
    },
    EADDRNOTAVAIL: { name: 'HOST', got: host, expected: 'an address of this machine', remedy: 'Set HOST to 0.0.0.0.' },
    ENOTFOUND: { name: 'HOST', got: host, expected: 'an address of this machine', remedy: 'Set HOST to 0.0.0.0.' },
  };
  const issue = issues[code];
  return issue ? new ConfigError([issue], { cause: error }) : error;
};

/** Error codes of a configuration that does not match the database, and the variable to change. */
const mismatches: Record<string, Mismatch> = {
  postgresql_too_old: { name: 'DATABASE_URL', expected: 'PostgreSQL 15 or later', got: 'an older one' },
  schema_from_newer_version: { name: 'DATABASE_URL', expected: 'a database of this version', got: 'a newer one' },
  missing_privilege: { name: 'DATABASE_URL', expected: 'a role with the rights it needs', got: 'one without' },
  transaction_pool: { name: 'DATABASE_URL', expected: 'a connection of its own', got: 'a pool in transaction mode' },
  '28P01': {
    name: 'DATABASE_URL',
    expected: 'a role and its password',
    got: 'ones that PostgreSQL refuses',
    remedy: 'Check the role and the password in DATABASE_URL.',
  },
  '28000': {
    name: 'DATABASE_URL',
    expected: 'a role that may connect',
    got: 'one that PostgreSQL refuses',
    remedy: 'Check the role in DATABASE_URL, and pg_hba.conf.',
  },
  lost_encryption_key: { name: 'RECADO_ENCRYPTION_KEYS', expected: 'every key of this database', got: 'fewer' },
  wrong_encryption_key: { name: 'RECADO_ENCRYPTION_KEYS', expected: 'the keys of this database', got: 'another' },
  index_not_rotated: { name: 'RECADO_INDEX_KEY', expected: 'the keys of this database', got: 'one more' },
  wrong_index_key: { name: 'RECADO_INDEX_KEY', expected: 'the key of this database', got: 'another' },
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
