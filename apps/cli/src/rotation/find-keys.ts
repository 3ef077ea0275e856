import { KeysEnv, type EncryptionKey } from '@recado/runtime';
import { resolve } from 'node:path';
import { readKeyring, type Keyring } from '../data-folder/keyring.ts';
import { Failure } from '../failure.ts';

const { RECADO_ENCRYPTION_KEYS: EncryptionKeys, RECADO_INDEX_KEY: IndexKey } = KeysEnv.shape;

const readKeys = async (variable: string, dataDir: string): Promise<Keyring> => {
  const keyring = await readKeyring(resolve(dataDir));
  if (keyring) return keyring;
  const remedy = 'Set it as it is for the API and the workers.';
  throw new Failure('no_keys', `${variable} is not set and ${dataDir} has no keys. ${remedy}`);
};

/** The encryption keys as they were given, or else those of the data folder, and where an old one is to be taken out. */
export const findEncryptionKeys = async (given: EncryptionKey[] | undefined, dataDir: string) => {
  if (given) return { keys: given, place: 'RECADO_ENCRYPTION_KEYS of every process' };
  const { encryptionKeys } = await readKeys('RECADO_ENCRYPTION_KEYS', dataDir);
  return { keys: EncryptionKeys.parse(encryptionKeys), place: `encryptionKeys in ${dataDir}/keys.json` };
};

/** The index key as it was given, or else that of the data folder. */
export const findIndexKey = async (given: Buffer | undefined, dataDir: string): Promise<Buffer> =>
  given ?? IndexKey.parse((await readKeys('RECADO_INDEX_KEY', dataDir)).indexKey);
