import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { newApiKey } from '@recado/messaging';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** What `recado up` generates once and uses from then on. Without it the sealed columns of its database stay closed. */
export const Keyring = z.strictObject({
  /** As RECADO_ENCRYPTION_KEYS: `id:base64`. */
  encryptionKeys: z.string().min(1),
  /** As RECADO_INDEX_KEY: base64. */
  indexKey: z.string().min(1),
  apiKey: z.string().min(1),
  /** The account that the simulator accepts. */
  simulator: z.strictObject({ accountSid: z.string(), authToken: z.string() }),
});
export type Keyring = z.infer<typeof Keyring>;

const keyBytes = 32;

export const makeKeyring = (): Keyring => ({
  encryptionKeys: `k1:${randomBytes(keyBytes).toString('base64')}`,
  indexKey: randomBytes(keyBytes).toString('base64'),
  apiKey: newApiKey().key,
  simulator: { accountSid: `AC${randomBytes(16).toString('hex')}`, authToken: randomBytes(16).toString('hex') },
});

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

/** The keyring of a data folder, or undefined when none was made yet. */
export const readKeyring = async (folder: string): Promise<Keyring | undefined> => {
  const path = pathOf(folder);
  const text = await readPrivateFile(path);
  return text === undefined ? undefined : parseKeyring(text, path);
};

/** The keyring of a data folder, made on the first call. */
export const openKeyring = async (folder: string): Promise<Keyring> => {
  const known = await readKeyring(folder);
  if (known) return known;
  const made = makeKeyring();
  await writePrivateFile(pathOf(folder), `${JSON.stringify(made, undefined, 2)}\n`);
  return made;
};
