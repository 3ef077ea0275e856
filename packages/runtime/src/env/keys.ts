import { z } from 'zod';
import { variable } from '../variable.ts';

const keyBytes = 32;

/** Describes one of the keys that encrypt personal data. */
export type EncryptionKey = {
  id: string;
  key: Buffer;
};

const isKey = (text: string): boolean => {
  const key = Buffer.from(text, 'base64');
  return key.length === keyBytes && key.toString('base64') === text;
};

const areKeys = (value: string): boolean => {
  const pairs = value.split(',').map((pair) => /^([a-z0-9_-]{1,16}):(.+)$/.exec(pair));
  const ids = new Set(pairs.map((pair) => pair?.[1]));
  return ids.size === pairs.length && pairs.every((pair) => isKey(pair?.[2] ?? ''));
};

const readKeys = (value: string): EncryptionKey[] =>
  value.split(',').map((pair) => {
    const [id = '', key = ''] = pair.split(':');
    return { id, key: Buffer.from(key, 'base64') };
  });

const areIndexKeys = (value: string): boolean => {
  const keys = value.split(',');
  return keys.every(isKey) && new Set(keys).size === keys.length;
};

/** The keys that encrypt personal data, the current key first, and the index keys that find phone numbers. */
export const KeysEnv = z.object({
  RECADO_ENCRYPTION_KEYS: variable(z.string().refine(areKeys).transform(readKeys), {
    shape: 'id:base64,id:base64 of 32 bytes each, every id once and of up to 16 of a-z 0-9 _ -',
    remedy: 'Make a key with `openssl rand -base64 32`, put it first, and keep the older ones.',
    secret: true,
  }),
  RECADO_INDEX_KEY: variable(
    z
      .string()
      .refine(areIndexKeys)
      .transform((value) => Buffer.concat(value.split(',').map((key) => Buffer.from(key, 'base64')))),
    {
      shape: 'base64 of 32 bytes, or several of them, key,key, the oldest first and a new one last',
      remedy: 'Make it once with `openssl rand -base64 32`; with another one no stored number is found again.',
      secret: true,
    },
  ),
});
