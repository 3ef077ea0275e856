import { spellingsOf } from '@recado/messaging';
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** What finds a number without telling it: 32 bytes of HMAC-SHA256 over the E.164 form. */
export type BlindIndex = (e164: string) => Buffer;

const keyBytes = 32;

/** The keys that an index key is made of, the oldest first. */
export const linksOf = (indexKey: Buffer): Buffer[] =>
  Array.from({ length: indexKey.length / keyBytes }, (_, at) => indexKey.subarray(at * keyBytes, (at + 1) * keyBytes));

const digest = (key: KeyObject, value: string | Buffer) => createHmac('sha256', key).update(value).digest();

/** What makes an index under more keys of one under fewer: an index can be rotated without anybody's number. */
export const makeReindex = (links: readonly Buffer[]): ((index: Buffer) => Buffer) => {
  const keys = links.map((link) => createSecretKey(link));
  return (index) => keys.reduce((value: Buffer, key) => digest(key, value), index);
};

/** `indexKey`: one key of 32 bytes, or several one after the other; each but the first is over what the one before made. */
export const makeBlindIndex = (indexKey: Buffer): BlindIndex => {
  const [first = Buffer.alloc(0), ...others] = linksOf(indexKey);
  const key = createSecretKey(first);
  const reindex = makeReindex(others);
  return (e164) => reindex(digest(key, e164));
};

/** The index of the person behind a number, the same for each of its spellings. */
export const indexOfPerson = (e164: string, indexOf: BlindIndex): Buffer => indexOf(spellingsOf(e164)[0] ?? e164);
