import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { makeNonces } from '../sealing/nonces.ts';
import type { Place } from '../sealing/place.ts';
import { joinSealed, splitSealed } from '../sealing/sealed-value.ts';

/** 32 bytes, and the id by which sealed values name it: at most 255 bytes. */
export type EncryptionKey = { id: string; key: Buffer };

export type Sealer = {
  /** Of the current key. */
  keyId: string;
  /** Under the current key. */
  seal: (text: string, place: Place) => Buffer;
  /** Under whichever key it was sealed. Throws when the key is not there, or the value is not of this place. */
  open: (sealed: Buffer, place: Place) => string;
};

const algorithm = 'aes-256-gcm';

const failure = (code: string, message: string, options?: ErrorOptions) =>
  Object.assign(new Error(message, options), { code });

const tableOf = (place: Place) => place.slice(0, place.indexOf(':'));

const unknownKey = (keyId: string, place: Place) =>
  failure(
    'unknown_encryption_key',
    `A value in ${tableOf(place)} is sealed with the key "${keyId}", which is not among RECADO_ENCRYPTION_KEYS: add it`,
  );

const notOpened = (keyId: string, place: Place, cause: unknown) =>
  failure('unreadable_sealed_value', `A value in ${tableOf(place)} does not open with the key "${keyId}"`, { cause });

/** AES-256-GCM. The first key is the current one; the others open what was sealed before. */
export const makeSealer = (keys: readonly EncryptionKey[]): Sealer => {
  const [current] = keys;
  if (!current) throw failure('no_encryption_key', 'At least one encryption key is needed');
  // Made once: from bytes, Node would make a key for each value, which takes longer than to seal it.
  const byId = new Map(keys.map(({ id, key }) => [id, createSecretKey(key)]));
  const currentKey = createSecretKey(current.key);
  const nextNonce = makeNonces();
  return {
    keyId: current.id,
    seal: (text, place) => {
      const nonce = nextNonce();
      const cipher = createCipheriv(algorithm, currentKey, nonce).setAAD(Buffer.from(place));
      const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return joinSealed({ keyId: current.id, nonce, ciphertext, tag: cipher.getAuthTag() });
    },
    open: (sealed, place) => {
      const { keyId, nonce, ciphertext, tag } = splitSealed(sealed);
      const key = byId.get(keyId);
      if (!key) throw unknownKey(keyId, place);
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: 16 });
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
      try {
        return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
      } catch (error) {
        throw notOpened(keyId, place, error);
      }
    },
  };
};
