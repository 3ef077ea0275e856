const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

export type SealedParts = { keyId: string; nonce: Buffer; ciphertext: Buffer; tag: Buffer };

/** What each value begins with that is sealed with a key, and no other. */
export const prefixOf = (keyId: string): Buffer => {
  const id = Buffer.from(keyId);
  return Buffer.concat([Buffer.from([version, id.length]), id]);
};

/** version (1 byte) | length of the key id (1 byte) | key id | nonce (12) | ciphertext | tag (16) */
export const joinSealed = ({ keyId, nonce, ciphertext, tag }: SealedParts): Buffer =>
  Buffer.concat([prefixOf(keyId), nonce, ciphertext, tag]);

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
