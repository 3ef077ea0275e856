import { Unavailable } from '@recado/messaging';
import { loadConfig } from '@recado/runtime';
import { RecordEnv } from '../config.ts';
import { findDatabase } from '../data-folder/find-running.ts';
import { Failure } from '../failure.ts';

/** PostgreSQL's undefined_table. */
const noTable = '42P01';

const isWithoutSchema = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === noTable;

const explain = (error: unknown, url: string): unknown => {
  if (error instanceof Unavailable)
    return new Failure('no_postgresql', `no PostgreSQL answers at ${new URL(url).host}. Check DATABASE_URL.`, {
      cause: error,
    });
  if (isWithoutSchema(error))
    return new Failure('no_schema', 'the database has no schema yet. Run `recado migrate` first.', { cause: error });
  return error;
};

/** Does something with the database that the environment names, or that `recado up` runs, and says what is wrong with it. */
export const withDatabase = async (work: (url: string) => Promise<void>): Promise<void> => {
  const env = loadConfig(RecordEnv);
  const url = await findDatabase(env.DATABASE_URL, env.RECADO_DATA_DIR);
  try {
    await work(url);
  } catch (error) {
    throw explain(error, url);
  }
};
