import { rotate as rotateBy, type IndexRotationStep } from '@recado/messaging';
import { loadConfig } from '@recado/runtime';
import { openIndexRotation } from '@recado/store';
import type { Command } from 'commander';
import { RotationEnv } from '../config.ts';
import { addIndexKey } from '../data-folder/keyring.ts';
import { withDatabase } from '../database/with-database.ts';
import { misuse } from '../failure.ts';
import { findIndexKey } from '../rotation/find-keys.ts';
import { RotationOptions } from '../rotation/options.ts';
import { ofIndex, tellSteps } from '../rotation/tell-steps.ts';

const say = (line: string): void => console.log(line);

const makeKey = async ({ RECADO_INDEX_KEY: given, RECADO_DATA_DIR: dataDir }: RotationEnv): Promise<void> => {
  if (given)
    throw misuse(
      '--new-key is for the keys that `recado up` made, and RECADO_INDEX_KEY is set: make one with `openssl rand -base64 32`, and see --help',
    );
  await addIndexKey(dataDir);
  say(
    `A new key stands last in ${dataDir}/keys.json. Stop \`recado up\` and start it again, then run this without --new-key.`,
  );
};

const rotate = async (env: RotationEnv, rate: number): Promise<void> => {
  const indexKey = await findIndexKey(env.RECADO_INDEX_KEY, env.RECADO_DATA_DIR);
  await withDatabase(async (databaseUrl) => {
    await using rotation = openIndexRotation({ databaseUrl, indexKey });
    const onStep = tellSteps({ say, nowMs: () => performance.now(), ...ofIndex });
    const { rows } = await rotateBy<IndexRotationStep>(rotation, { rate, onStep });
    say(`People are found under the last key of RECADO_INDEX_KEY. Rows under it: ${rows}. Keep all its keys.`);
  });
};

export const addRotateIndex = (keys: Command): void => {
  keys
    .command('rotate-index')
    .description(
      'put the index by which people are found under the last key of RECADO_INDEX_KEY, while everything runs',
    )
    .option('--rate <rows>', 'rows that are written, a second, at most (default: 2000)')
    .option('--new-key', 'instead, put a new key last in the keys that `recado up` made')
    .addHelpText(
      'after',
      `
The keys are those of RECADO_INDEX_KEY, or of the data folder. First let every process know the new key:
  1. add it at the end of RECADO_INDEX_KEY of every API and worker, after a comma, and start them anew one after the other;
  2. run this. It may be interrupted and run again, it goes on where it was;
  3. keep RECADO_INDEX_KEY as it is, the old key too: the new one is over what it makes.`,
    )
    .action(async (given: unknown) => {
      const { newKey, rate } = RotationOptions.parse(given);
      const env = loadConfig(RotationEnv);
      await (newKey ? makeKey(env) : rotate(env, rate));
    });
};
