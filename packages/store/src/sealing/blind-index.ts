import { spellingsOf } from '@recado/messaging';
import { createHmac, createSecretKey } from 'node:crypto';

/** What finds a number without telling it: 32 bytes of HMAC-SHA256 over the E.164 form. */
export type BlindIndex = (e164: string) => Buffer;

export const makeBlindIndex = (indexKey: Buffer): BlindIndex => {
  const key = createSecretKey(indexKey);
  return (e164) => createHmac('sha256', key).update(e164).digest();
};

/** The index of the person behind a number, the same for each of its spellings. */
export const indexOfPerson = (e164: string, indexOf: BlindIndex): Buffer => indexOf(spellingsOf(e164)[0] ?? e164);
