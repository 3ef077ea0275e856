import { join } from 'node:path';
import { EmbeddedError, startPostgres } from '@recado/embedded';
import { Failure } from '../failure.ts';

/** Where the record is kept, until disposed. */
export type Database = AsyncDisposable & {
  url: string;
  /** Rejects with a Failure when a server of ours is gone. */
  ended: Promise<void>;
};

const forever = new Promise<void>(() => {});

const elsewhere = (url: string): Database => ({ url, ended: forever, [Symbol.asyncDispose]: async () => undefined });

const startOurs = async (dataDir: string): Promise<Database> => {
  const server = await startPostgres({ dataDir });
  const ended = server.ended.then(() => {
    throw new Failure(
      'postgresql_ended',
      'PostgreSQL ended, and everything with it. Start it again: what was accepted is kept.',
    );
  });
  ended.catch(() => undefined);
  return { url: server.url, ended, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
};

const explain = (cause: unknown, folder: string): Failure => {
  if (cause instanceof EmbeddedError && cause.code === 'data_in_use')
    return new Failure('in_use', `another \`recado up\` runs from ${folder}. Stop it, or choose another --data-dir.`, {
      cause,
    });
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Failure('no_postgresql', `PostgreSQL cannot be started in ${folder}: ${why}`, { cause });
};

/** The database that was given, or else a PostgreSQL of our own in the data folder. */
export const openDatabase = async (given: string | undefined, folder: string): Promise<Database> => {
  if (given !== undefined) return elsewhere(given);
  const dataDir = join(folder, 'postgresql');
  try {
    return await startOurs(dataDir);
  } catch (cause) {
    throw explain(cause, folder);
  }
};
