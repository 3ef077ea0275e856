import { KeysEnv } from '@recado/runtime';
import { resolve } from 'node:path';
import { readKeyring } from '../data-folder/keyring.ts';
import { Failure } from '../failure.ts';

const { RECADO_ENCRYPTION_KEYS: Keys } = KeysEnv.shape;

type GivenKeys = ReturnType<typeof Keys.parse>;

/** The encryption keys as they were given, or else those of the data folder, and where an old one is to be taken out. */
export const findEncryptionKeys = async (given: GivenKeys | undefined, dataDir: string) => {
  if (given) return { keys: given, place: 'RECADO_ENCRYPTION_KEYS of every process' };
  const keyring = await readKeyring(resolve(dataDir));
  if (!keyring)
    throw new Failure(
      'no_encryption_keys',
      `RECADO_ENCRYPTION_KEYS is not set and ${dataDir} has no keys. Set it as it is for the API and the workers.`,
    );
  return { keys: Keys.parse(keyring.encryptionKeys), place: `encryptionKeys in ${dataDir}/keys.json` };
};
