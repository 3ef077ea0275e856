import { rotate as rotateBy, type RotationStep } from '@recado/messaging';
import { loadConfig } from '@recado/runtime';
import { openRotation } from '@recado/store';
import type { Command } from 'commander';
import { RotationEnv } from '../config.ts';
import { addEncryptionKey } from '../data-folder/keyring.ts';
import { withDatabase } from '../database/with-database.ts';
import { misuse } from '../failure.ts';
import { concludeRotation } from '../rotation/conclude.ts';
import { findEncryptionKeys } from '../rotation/find-keys.ts';
import { RotationOptions } from '../rotation/options.ts';
import { ofSealing, tellSteps } from '../rotation/tell-steps.ts';

const say = (line: string): void => console.log(line);

const makeKey = async ({ RECADO_ENCRYPTION_KEYS: given, RECADO_DATA_DIR: dataDir }: RotationEnv): Promise<void> => {
  if (given)
    throw misuse(
      '--new-key is for the keys that `recado up` made, and RECADO_ENCRYPTION_KEYS is set: make one with `openssl rand -base64 32`, and see --help',
    );
  const id = await addEncryptionKey(dataDir);
  say(
    `"${id}" stands first in ${dataDir}/keys.json. Stop \`recado up\` and start it again, then run this without --new-key.`,
  );
};

const rotate = async (env: RotationEnv, rate: number): Promise<void> => {
  const { keys, place } = await findEncryptionKeys(env.RECADO_ENCRYPTION_KEYS, env.RECADO_DATA_DIR);
  await withDatabase(async (databaseUrl) => {
    await using rotation = openRotation({ databaseUrl, encryptionKeys: keys });
    const onStep = tellSteps({ say, nowMs: () => performance.now(), ...ofSealing });
    say(concludeRotation(await rotateBy<RotationStep>(rotation, { rate, onStep }), keys, place));
  });
};

export const addRotateEncryption = (keys: Command): void => {
  keys
    .command('rotate-encryption')
    .description('seal all that is sealed with the first encryption key, while everything runs')
    .option('--rate <rows>', 'rows that are sealed anew, a second, at most (default: 2000)')
    .option('--new-key', 'instead, put a new key first in the keys that `recado up` made')
    .addHelpText(
      'after',
      `
The keys are those of RECADO_ENCRYPTION_KEYS, or of the data folder. First let every process know the new key:
  1. add it at the end of RECADO_ENCRYPTION_KEYS of every API and worker, and start them anew one after the other;
  2. put it first, the old ones after it, and start them anew once more;
  3. run this. It may be interrupted and run again, it goes on where it was; and several times at once;
  4. take out the keys of which it says that they are not used any more.`,
    )
    .action(async (given: unknown) => {
      const { newKey, rate } = RotationOptions.parse(given);
      const env = loadConfig(RotationEnv);
      await (newKey ? makeKey(env) : rotate(env, rate));
    });
};
