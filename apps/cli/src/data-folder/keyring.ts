import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { readPrivateFile, writePrivateFile } from './folder.ts';

/** Holds the keys that `recado up` generates once. Without them its database cannot be decrypted. */
export const Keyring = z.strictObject({
  /** The format is that of RECADO_ENCRYPTION_KEYS: `id:base64`. */
  encryptionKeys: z.string().min(1),
  /** Same format as RECADO_INDEX_KEY: base64 keys, separated by commas. */
  indexKey: z.string().min(1),
  apiKey: z.string().min(1),
  /** Credentials of the account that the simulator accepts. */
  simulator: z.strictObject({ accountSid: z.string(), authToken: z.string() }),
});
export type Keyring = z.infer<typeof Keyring>;

const keyBytes = 32;

export const makeKeyring = async (): Promise<Keyring> => {
  const { newApiKey } = await import('@recado/messaging'); // Most commands only read a keyring.
  return {
    encryptionKeys: makeEncryptionKey('k1'),
    indexKey: makeKey(),
    apiKey: newApiKey().key,
    simulator: { accountSid: `AC${randomBytes(16).toString('hex')}`, authToken: randomBytes(16).toString('hex') },
  };
};

const makeKey = (): string => randomBytes(keyBytes).toString('base64');

const makeEncryptionKey = (id: string): string => `${id}:${makeKey()}`;

/** Returns the keyring of a data folder, or undefined if none exists. */
export const readKeyring = async (folder: string): Promise<Keyring | undefined> => {
  const path = pathOf(folder);
  const text = await readPrivateFile(path);
  return text === undefined ? undefined : parseKeyring(text, path);
};

const parseKeyring = (text: string, path: string): Keyring => {
  try {
    return Keyring.parse(JSON.parse(text));
  } catch {
    // The cause would quote the keys.
    throw new Failure(
      'broken_keyring',
      `${path} is not a valid keyring. Restore it from a backup: without it, the messages of this folder cannot be decrypted. To start again without them, move the folder away.`,
    );
  }
};

const pathOf = (folder: string): string => join(folder, 'keys.json');

/** Returns the keyring of a data folder. The first call makes it. */
export const openKeyring = async (folder: string): Promise<Keyring> => {
  const known = await readKeyring(folder);
  if (known) return known;
  const made = await makeKeyring();
  await writeKeyring(folder, made);
  return made;
};

const writeKeyring = (folder: string, keyring: Keyring): Promise<void> =>
  writePrivateFile(pathOf(folder), `${JSON.stringify(keyring, undefined, 2)}\n`);

/** Adds a new encryption key in first place and returns its id. The old keys still decrypt older values. */
export const addEncryptionKey = async (folder: string): Promise<string> => {
  const known = await readMade(folder);
  const id = idAfter(known.encryptionKeys);
  await writeKeyring(folder, { ...known, encryptionKeys: `${makeEncryptionKey(id)},${known.encryptionKeys}` });
  return id;
};

const idAfter = (encryptionKeys: string): string => {
  const numbers = [...encryptionKeys.matchAll(/(?:^|,)k(\d+):/g)].map(([, number]) => Number(number));
  return `k${Math.max(0, ...numbers) + 1}`;
};

const readMade = async (folder: string): Promise<Keyring> => {
  const known = await readKeyring(folder);
  if (!known) throw new Failure('no_keyring', `${folder} has no keys yet. Run \`recado up\` first: it makes them.`);
  return known;
};

/** Adds a new index key in last place. It hashes the result of the earlier keys. */
export const addIndexKey = async (folder: string): Promise<void> => {
  const known = await readMade(folder);
  await writeKeyring(folder, { ...known, indexKey: `${known.indexKey},${makeKey()}` });
};
