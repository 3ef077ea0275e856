import { parseWhatsappId, spellingsOf } from '@recado/messaging';
import { sql, type RawBuilder } from 'kysely';
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/**
 * Finds a number without revealing it. It has one part for each known key, the oldest first. Each part has 4 bytes that
 * name the keys up to it, and 32 bytes of HMAC-SHA256 over the E.164 form. PostgreSQL's `index_of` selects the one in
 * use; the others are never compared or stored.
 */
export type BlindIndex = (e164: string) => Buffer;

/** In `retention_walks` it stands for a campaign: this walk goes through all people in the order of their indexes. */
export const indexOrderWalk = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A person in a statement, under the key that is in use when it runs. */
export type ContactIndex = RawBuilder<Buffer>;

const keyBytes = 32;
export const nameBytes = 4;
export const indexBytes = 32;

/** The HMAC of this input identifies a key. */
const known = 'recado';

/** The keys that an index key is made of, the oldest first. */
export const linksOf = (indexKey: Buffer): Buffer[] =>
  Array.from({ length: indexKey.length / keyBytes }, (_, at) => indexKey.subarray(at * keyBytes, (at + 1) * keyBytes));

/** Makes an index under more keys from one under fewer, so an index can be rotated without anybody's number. */
export const makeNextIndexOf = (links: readonly Buffer[]): ((index: Buffer) => Buffer) => {
  const keys = links.map((link) => createSecretKey(link));
  return (index) => keys.reduce((value: Buffer, key) => digest(key, value), index);
};

const digest = (key: KeyObject, value: string | Buffer) => createHmac('sha256', key).update(value).digest();

/** Returns a known value under the first key, under the first two, and so on: 32 bytes each. */
export const checkValuesOf = (indexKey: Buffer): Buffer[] => {
  let value: string | Buffer = known;
  return linksOf(indexKey).map((link) => (value = digest(createSecretKey(link), value)));
};

/** Names the keys that a check value was made with: another list has another name, but by a chance of 2^-32. */
export const nameOf = (checkValue: Buffer): Buffer => checkValue.subarray(0, nameBytes);

/** Names all of an index key, as `nameOf` does. */
export const nameOfKeys = (indexKey: Buffer): Buffer =>
  nameOf(checkValuesOf(indexKey).at(-1) ?? Buffer.alloc(nameBytes));

/** `indexKey`: one key of 32 bytes, or several one after the other; each but the first is over what the one before made. */
export const makeBlindIndex = (indexKey: Buffer): BlindIndex => {
  const names = checkValuesOf(indexKey).map(nameOf);
  const keys = linksOf(indexKey).map((link) => createSecretKey(link));
  return (e164) => {
    let value: string | Buffer = e164;
    return Buffer.concat(keys.flatMap((key, at) => [names[at] ?? Buffer.alloc(0), (value = digest(key, value))]));
  };
};

/**
 * Returns the index of the person behind a number, the same for each of its spellings. One more byte says that it is of
 * an id of WhatsApp: `index_of` then looks for its number.
 */
export const indexOfContact = (e164: string, indexOf: BlindIndex): Buffer => {
  if (isWhatsappId(e164)) return Buffer.concat([indexOf(e164), ofId]);
  return indexOf(spellingsOf(e164)[0] ?? e164);
};

const ofId = Buffer.of(1);

export const isWhatsappId = (to: string): boolean => !to.startsWith('+') && parseWhatsappId(to) !== undefined;

/** The index of an id of WhatsApp itself, whether or not its number is known. */
export const ownIndexOf = (whatsappId: string, indexOf: BlindIndex): ContactIndex =>
  sql<Buffer>`index_of(${indexOf(whatsappId)}::bytea)`;

export const contactIndexOf = (e164: string, indexOf: BlindIndex): ContactIndex =>
  sql<Buffer>`index_of(${indexOfContact(e164, indexOf)}::bytea)`;
