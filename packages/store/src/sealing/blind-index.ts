import { createHmac, createSecretKey } from 'node:crypto';

/** What finds a number without telling it: 32 bytes of HMAC-SHA256 over the E.164 form. */
export type BlindIndex = (e164: string) => Buffer;

export const makeBlindIndex = (indexKey: Buffer): BlindIndex => {
  const key = createSecretKey(indexKey);
  return (e164) => createHmac('sha256', key).update(e164).digest();
};
