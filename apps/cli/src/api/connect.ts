import { resolve } from 'node:path';
import { createRecado, type Recado } from '@recado/client';
import { loadConfig } from '@recado/runtime';
import { SendEnv } from '../config.ts';
import { readRunning } from '../data-folder/folder.ts';
import { readKeyring } from '../data-folder/keyring.ts';
import { Failure } from '../failure.ts';

/** Connects to the API of the environment, or to the one of `recado up`. */
export const connect = async (): Promise<Recado> => {
  const { RECADO_URL: url, RECADO_API_KEY: apiKey, RECADO_DATA_DIR: folder } = loadConfig(SendEnv);
  const given = { ...(url !== undefined && { url }), ...(apiKey !== undefined && { apiKey }) };
  // A person reads the error at once, and decides.
  return createRecado({ ...(await findApi(given, folder)), retries: 0 });
};

/** Passes on a request as the user wrote it. The API validates it. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- The call that it is passed to infers it.
export const asWritten = <Request>(request: unknown): Request => request as Request;

const orStart = 'or start `recado up` in this folder';

/** Returns the given database, or the one that `recado up` runs from the data folder. */
export const findDatabase = async (given: string | undefined, dataDir: string): Promise<string> => {
  const url = given ?? (await readRunning(resolve(dataDir)))?.databaseUrl;
  if (url !== undefined) return url;
  throw new Failure(
    'no_database',
    `DATABASE_URL is not set, and no \`recado up\` runs from ${dataDir}. Set it, ${orStart}.`,
  );
};

const defaultUrl = 'http://127.0.0.1:3000';

/** Returns the given address and API key, or those of the `recado up` that runs from the data folder. */
export const findApi = async (given: { url?: string; apiKey?: string }, dataDir: string) => {
  const folder = resolve(dataDir);
  const url = given.url ?? (await readRunning(folder))?.apiUrl ?? defaultUrl;
  const apiKey = given.apiKey ?? (await readKeyring(folder))?.apiKey;
  if (apiKey === undefined)
    throw new Failure('no_api_key', `RECADO_API_KEY is not set, and ${dataDir} has no key. Set it, ${orStart}.`);
  return { url, apiKey };
};
