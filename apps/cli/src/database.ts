import { randomBytes } from 'node:crypto';
import { Unavailable } from '@recado/messaging';
import { loadConfig } from '@recado/runtime';
import { createStore, type Store } from '@recado/store';
import { findDatabase } from './api/connect.ts';
import { RecordEnv } from './config.ts';
import { Failure } from './failure.ts';

/**
 * A database of which nothing is read that is sealed or found by a person's number, so that its keys are not needed: what
 * stands for them opens nothing.
 */
export const openKeyless = (databaseUrl: string): Store =>
  createStore({
    databaseUrl,
    name: 'recado cli',
    encryptionKeys: [{ id: 'none', key: randomBytes(32) }],
    indexKey: randomBytes(32),
    poolSize: 1,
  });

/** Does something with the database that the environment names, or that `recado up` runs, and says what is wrong with it. */
export const withDatabase = async (
  work: (url: string) => Promise<void>,
  purpose: 'use' | 'migrate' = 'use',
): Promise<void> => {
  const env = loadConfig(RecordEnv);
  const direct = purpose === 'migrate' ? env.MIGRATE_DATABASE_URL : undefined;
  const url = direct ?? (await findDatabase(env.DATABASE_URL, env.RECADO_DATA_DIR));
  try {
    await work(url);
  } catch (error) {
    throw explain(error, url);
  }
};

/** What PostgreSQL's codes mean to who typed the command. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const refusals: Record<string, (url: URL) => string> = {
  '28000': ({ host }) => `PostgreSQL at ${host} does not let this user in. Check DATABASE_URL, and its pg_hba.conf.`,
  '28P01': ({ host }) => `PostgreSQL at ${host} refuses the user or the password. Check DATABASE_URL.`,
  '3D000': ({ host, pathname }) =>
    `PostgreSQL at ${host} has no database ${pathname.slice(1)}. Make it with createdb, or check DATABASE_URL.`,
  '42P01': () => 'the database has no schema yet. Run `recado migrate` first.',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const explain = (error: unknown, url: string): unknown => {
  const source = error instanceof Unavailable ? error.cause : error;
  const refusal = refusals[codeOf(source)]?.(new URL(url));
  if (refusal) return new Failure('database_refused', refusal, { cause: error });
  if (source instanceof Error && codeOf(source) === 'missing_privilege')
    return new Failure('missing_privilege', `${source.message}.`, { cause: error });
  if (!(error instanceof Unavailable)) return error;
  const silence = `no PostgreSQL answers at ${new URL(url).host}. Check DATABASE_URL.`;
  return new Failure('no_postgresql', silence, { cause: error });
};
