import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { newApiKey } from '@recado/messaging';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { readPrivateFile, writePrivateFile } from './folder.ts';

/** What `recado up` generates once and uses from then on. Without it the sealed columns of its database stay closed. */
export const Keyring = z.strictObject({
  /** As RECADO_ENCRYPTION_KEYS: `id:base64`. */
  encryptionKeys: z.string().min(1),
  /** As RECADO_INDEX_KEY: base64, of several keys with commas between. */
  indexKey: z.string().min(1),
  apiKey: z.string().min(1),
  /** The account that the simulator accepts. */
  simulator: z.strictObject({ accountSid: z.string(), authToken: z.string() }),
});
export type Keyring = z.infer<typeof Keyring>;

const keyBytes = 32;

export const makeKeyring = (): Keyring => ({
  encryptionKeys: makeEncryptionKey('k1'),
  indexKey: makeKey(),
  apiKey: newApiKey().key,
  simulator: { accountSid: `AC${randomBytes(16).toString('hex')}`, authToken: randomBytes(16).toString('hex') },
});

const makeKey = (): string => randomBytes(keyBytes).toString('base64');

const makeEncryptionKey = (id: string): string => `${id}:${makeKey()}`;

/** The keyring of a data folder, or undefined when none was made yet. */
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
      `${path} is not a keyring that recado wrote. Put its backup back: without it the messages of this folder cannot be read. To start anew, move the folder away.`,
    );
  }
};

const pathOf = (folder: string): string => join(folder, 'keys.json');

/** The keyring of a data folder, made on the first call. */
export const openKeyring = async (folder: string): Promise<Keyring> => {
  const known = await readKeyring(folder);
  if (known) return known;
  const made = makeKeyring();
  await writeKeyring(folder, made);
  return made;
};

const writeKeyring = (folder: string, keyring: Keyring): Promise<void> =>
  writePrivateFile(pathOf(folder), `${JSON.stringify(keyring, undefined, 2)}\n`);

/** Puts a new encryption key in front of the others, which still open what they have sealed, and gives its id. */
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
  if (!known) throw new Failure('no_keyring', `${folder} has no keys yet: \`recado up\` makes them.`);
  return known;
};

/** Puts a new key behind those of the index, which it is over. */
export const addIndexKey = async (folder: string): Promise<void> => {
  const known = await readMade(folder);
  await writeKeyring(folder, { ...known, indexKey: `${known.indexKey},${makeKey()}` });
};
