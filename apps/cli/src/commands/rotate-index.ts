import { loadConfig } from '@recado/runtime';
import { reindex } from '@recado/store';
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { z } from 'zod';
import { RotationEnv } from '../config.ts';
import { addIndexKey } from '../data-folder/keyring.ts';
import { onDatabase } from '../database/with-database.ts';
import { misuse } from '../failure.ts';
import { findIndexKey } from '../rotation/find-keys.ts';
import { openDatabase } from '../stack/database.ts';

const Options = z.object({ newKey: z.boolean().default(false) });

const isDone = (people: number | undefined): string =>
  people === undefined
    ? 'Nothing was to be done: the database is indexed with RECADO_INDEX_KEY, all its keys.'
    : `People under the new key: ${people}. Start what was stopped with the same RECADO_INDEX_KEY, and keep all its keys.`;

const rotate = async (env: RotationEnv, newKey: boolean): Promise<void> => {
  const { RECADO_INDEX_KEY: given, RECADO_DATA_DIR: dataDir } = env;
  if (newKey && given)
    throw misuse(
      '--new-key is for the keys that `recado up` made, and RECADO_INDEX_KEY is set: make one with `openssl rand -base64 32`, and see --help',
    );
  // Also says whether `recado up` still runs, before a key is added.
  await using database = await openDatabase(env.DATABASE_URL, resolve(dataDir));
  if (newKey) await addIndexKey(dataDir);
  const indexKey = await findIndexKey(given, dataDir);
  await onDatabase(database.url, async (url) => console.log(isDone(await reindex(url, indexKey))));
};

export const addRotateIndex = (keys: Command): void => {
  keys
    .command('rotate-index')
    .description('put the index by which people are found under the last key of RECADO_INDEX_KEY, while nothing runs')
    .option('--new-key', 'put a new key into the keys that `recado up` made, and use it')
    .addHelpText(
      'after',
      `
  1. stop every API and worker;
  2. add a new key at the end of RECADO_INDEX_KEY, after a comma, and run this with it. It does all or nothing;
  3. start them with the same RECADO_INDEX_KEY. The old key stays in it for good: the new one is over what it makes.`,
    )
    .action(async (given: unknown) => {
      const { newKey } = Options.parse(given);
      await rotate(loadConfig(RotationEnv), newKey);
    });
};
