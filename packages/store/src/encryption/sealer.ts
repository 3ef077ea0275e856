import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { makeRandomPool } from '@recado/messaging';

/** 32 bytes, and the id by which sealed values name it: at most 255 bytes. */
export type EncryptionKey = { id: string; key: Buffer };

export type Sealer = {
  /** Names the id of the current key. */
  keyId: string;
  /** Encrypts with the current key. */
  seal: (text: string, additionalData: AdditionalData) => Buffer;
  /** Under whichever key it was sealed. Throws when the key is not there, or the value is not of this place. */
  open: (sealed: Buffer, additionalData: AdditionalData) => string;
  /** Returns `undefined` for a value that cannot be decrypted, and reports it. One damaged row must not stop the others. */
  tryOpen: (sealed: Buffer, additionalData: AdditionalData) => string | undefined;
};

export type SealerOptions = { onUnreadable?: (additionalData: AdditionalData, error: Error) => void };

const algorithm = 'aes-256-gcm';

/**
 * Encrypts with AES-256-GCM. The first key is the current one; the others open what was sealed before. The layout is:
 * version (1 byte) | length of the key id (1 byte) | key id | nonce (12) | ciphertext | tag (16)
 */
export const makeSealer = (keys: readonly EncryptionKey[], { onUnreadable }: SealerOptions = {}): Sealer => {
  const [current] = keys;
  if (!current) throw failure('no_encryption_key', 'At least one encryption key is needed');
  // Key objects are made once, because Node makes one for each value from bytes, which takes longer than encrypting.
  const byId = new Map(keys.map(({ id, key }) => [id, createSecretKey(key)]));
  const currentKey = createSecretKey(current.key);
  const currentPrefix = prefixOf(current.id);
  const nextNonce = makeRandomPool(nonceBytes);
  const open: Sealer['open'] = (sealed, additionalData) => {
    const { keyId, nonce, ciphertext, tag } = splitSealed(sealed);
    const key = byId.get(keyId);
    if (!key) throw unknownKey(keyId, additionalData);
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(additionalData)).setAuthTag(tag);
    try {
      return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
    } catch (error) {
      throw notOpened(keyId, additionalData, error);
    }
  };
  return {
    keyId: current.id,
    seal: (text, additionalData) => {
      const nonce = nextNonce();
      const cipher = createCipheriv(algorithm, currentKey, nonce).setAAD(Buffer.from(additionalData));
      return Buffer.concat([currentPrefix, nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    open,
    tryOpen: (sealed, additionalData) => {
      try {
        return open(sealed, additionalData);
      } catch (error) {
        onUnreadable?.(additionalData, error as Error);
        return undefined;
      }
    },
  };
};

const failure = (code: string, message: string, options?: ErrorOptions) =>
  Object.assign(new Error(message, options), { code });

export const columnOf = (additionalData: AdditionalData) => additionalData.slice(0, additionalData.indexOf(':'));

const unknownKey = (keyId: string, additionalData: AdditionalData) =>
  failure(
    'unknown_encryption_key',
    `A value in ${columnOf(additionalData)} is sealed with the key "${keyId}", which is not among RECADO_ENCRYPTION_KEYS: add it`,
  );

const notOpened = (keyId: string, additionalData: AdditionalData, cause: unknown) =>
  failure('unreadable_sealed_value', `A value in ${columnOf(additionalData)} does not open with the key "${keyId}"`, {
    cause,
  });

/** Damaged or moved, unlike a value under a key that another process may know. */
export const isDamaged = (error: unknown): boolean =>
  ['unreadable_sealed_value', 'malformed_sealed_value'].includes((error as { code?: string }).code ?? '');

const nonceBytes = 12;

const version = 1;
const tagBytes = 16;

export type SealedParts = { keyId: string; nonce: Buffer; ciphertext: Buffer; tag: Buffer };

/** The prefix that all values encrypted with this key have, and no others. */
export const prefixOf = (keyId: string): Buffer => {
  const id = Buffer.from(keyId);
  return Buffer.concat([Buffer.from([version, id.length]), id]);
};

const malformed = () => Object.assign(new Error('A sealed value is malformed'), { code: 'malformed_sealed_value' });

export const splitSealed = (sealed: Buffer): SealedParts => {
  const nonceAt = 2 + (sealed[1] ?? 0);
  const textAt = nonceAt + nonceBytes;
  const tagAt = sealed.length - tagBytes;
  if (sealed[0] !== version || tagAt < textAt) throw malformed();
  return {
    keyId: sealed.toString('utf8', 2, nonceAt),
    nonce: sealed.subarray(nonceAt, textAt),
    ciphertext: sealed.subarray(textAt, tagAt),
    tag: sealed.subarray(tagAt),
  };
};

/** Names the column and row of an encrypted value. The value is bound to them and cannot be decrypted elsewhere. */
export type AdditionalData = `${string}.${string}:${string}`;

export const recipientOf = (messageId: string): AdditionalData => `messages.to_sealed:${messageId}`;
export const contentOf = (messageId: string): AdditionalData => `messages.content_sealed:${messageId}`;
export const inboundSenderOf = (id: string): AdditionalData => `inbound_messages.from_sealed:${id}`;
export const inboundContentOf = (id: string): AdditionalData => `inbound_messages.content_sealed:${id}`;
export const consentContentOf = (salt: Buffer): AdditionalData =>
  `consent_entries.content_sealed:${salt.toString('hex')}`;
export const whatsappIdOf = (id: string): AdditionalData => `whatsapp_ids.id_sealed:${id}`;
export const webhookSecretOf = (id: string): AdditionalData => `webhooks.secret_sealed:${id}`;
export const checkOf = (keyId: string): AdditionalData => `encryption_keys.check_value:${keyId}`;
export const secretOf = (setting: string): AdditionalData => `settings.value:${setting}`;
export const eventNumberOf = (auditId: string): AdditionalData => `event_numbers.to_sealed:${auditId}`;
export const ownNumberOf = (userId: string): AdditionalData => `users.own_number_sealed:${userId}`;
