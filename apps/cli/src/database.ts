import { randomBytes } from 'node:crypto';
import { loadConfig } from '@recado/runtime';
import type { Store } from '@recado/store';
import { findDatabase } from './api/connect.ts';
import { RecordEnv } from './config.ts';
import { Failure } from './failure.ts';

/**
 * Opens a database without its keys, for commands that read nothing encrypted and find nobody by number. The random keys
 * decrypt nothing.
 */
export const openKeyless = async (databaseUrl: string): Promise<Store> => {
  const { createStore } = await import('@recado/store');
  return createStore({
    databaseUrl,
    name: 'recado cli',
    encryptionKeys: [{ id: 'none', key: randomBytes(32) }],
    indexKey: randomBytes(32),
    poolSize: 1,
  });
};

/** Runs `work` on the database of the environment or of `recado up`. Explains the errors of PostgreSQL. */
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
    throw await explain(error, url);
  }
};

/** Explains PostgreSQL's codes to the user. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const refusals: Record<string, (url: URL) => string> = {
  '28000': ({ host }) =>
    `PostgreSQL at ${host} does not accept connections from this user. Check DATABASE_URL and pg_hba.conf.`,
  '28P01': ({ host }) => `PostgreSQL at ${host} refuses the user or the password. Check DATABASE_URL.`,
  '3D000': ({ host, pathname }) =>
    `PostgreSQL at ${host} has no database ${pathname.slice(1)}. Create it with createdb, or check DATABASE_URL.`,
  '42P01': () => 'the database has no schema yet. Run `recado migrate` first.',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const explain = async (error: unknown, url: string): Promise<unknown> => {
  const { Unavailable } = await import('@recado/messaging');
  const source = error instanceof Unavailable ? error.cause : error;
  const refusal = refusals[codeOf(source)]?.(new URL(url));
  if (refusal) return new Failure('database_refused', refusal, { cause: error });
  if (source instanceof Error && codeOf(source) === 'missing_privilege')
    return new Failure('missing_privilege', `${source.message}.`, { cause: error });
  if (!(error instanceof Unavailable)) return error;
  const silence = `PostgreSQL does not answer at ${new URL(url).host}. Start it, or check DATABASE_URL.`;
  return new Failure('no_postgresql', silence, { cause: error });
};
