import { timingSafeEqual } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { EncryptionKeysTable, Schema } from '../schema.ts';
import { linksOf, makeBlindIndex } from './blind-index.ts';
import { checkOf } from './place.ts';
import { makeSealer, type EncryptionKey } from './sealer.ts';

export type Keys = { encryptionKeys: readonly EncryptionKey[]; indexKey: Buffer };

type Check = Pick<Selectable<EncryptionKeysTable>, 'purpose' | 'id' | 'check_value'>;

const known = 'recado';
const indexUnder = (links: readonly Buffer[]) => makeBlindIndex(Buffer.concat(links));
const indexId = 'index';

const failure = (code: string, message: string) => Object.assign(new Error(message), { code });

const opens = (sealed: Buffer, key: EncryptionKey) => {
  try {
    return makeSealer([key]).open(sealed, checkOf(key.id)) === known;
  } catch {
    return false;
  }
};

const checkSealing = ({ id, check_value: sealed }: Check, keys: readonly EncryptionKey[]) => {
  const key = keys.find((candidate) => candidate.id === id);
  if (!key)
    throw failure(
      'lost_encryption_key',
      `RECADO_ENCRYPTION_KEYS lacks the key "${id}", under which this database holds sealed values: add it after the current one`,
    );
  if (!opens(sealed, key))
    throw failure(
      'wrong_encryption_key',
      `The key "${id}" in RECADO_ENCRYPTION_KEYS is not the one that this database was sealed with: put back the old value, and give a new key a new id`,
    );
};

/** Of an index key that is made of several: how many of them, from the first on, the record is indexed with. */
const linksInUse = (expected: Buffer, indexKey: Buffer): number | undefined => {
  const counts = linksOf(indexKey).map((_, at) => at + 1);
  return counts.find((count) => timingSafeEqual(expected, indexUnder(linksOf(indexKey).slice(0, count))(known)));
};

const checkIndex = ({ check_value: expected }: Check, indexKey: Buffer) => {
  const inUse = linksInUse(expected, indexKey);
  if (inUse === linksOf(indexKey).length) return;
  if (inUse !== undefined)
    throw failure(
      'index_not_rotated',
      'RECADO_INDEX_KEY has a key that this database is not indexed with yet: run `recado keys rotate-index` while nothing else runs, or take it out',
    );
  throw failure(
    'wrong_index_key',
    'RECADO_INDEX_KEY is not the one that this database is indexed with, so nobody would be found again: put back the old value, with every key in it',
  );
};

/** Of the keys that only open nothing is kept: once they are not used any more, nobody is to miss them. */
const checksOf = ({ encryptionKeys, indexKey }: Keys) => {
  const { keyId, seal } = makeSealer(encryptionKeys);
  return [
    { purpose: 'sealing' as const, id: keyId, check_value: seal(known, checkOf(keyId)) },
    { purpose: 'index' as const, id: indexId, check_value: makeBlindIndex(indexKey)(known) },
  ];
};

const findKept = (db: Kysely<Schema>): Promise<Check[]> =>
  db.selectFrom('encryption_keys').select(['purpose', 'id', 'check_value']).execute();

/** Throws when a key that this database was used with is lost or another; keeps a known value under each new current one. */
export const checkKeys = async (db: Kysely<Schema>, keys: Keys): Promise<void> => {
  const compare = (kept: Check[]) => {
    for (const check of kept)
      if (check.purpose === 'index') checkIndex(check, keys.indexKey);
      else checkSealing(check, keys.encryptionKeys);
  };
  compare(await findKept(db));
  await db
    .insertInto('encryption_keys')
    .values(checksOf(keys))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // Two processes may start on an empty database with different keys: whoever comes second finds out here.
  compare(await findKept(db));
};

/**
 * Throws when a key that is needed to seal all anew is lost or another, and while nobody seals with the current one: the
 * processes that run would not open what it seals.
 */
export const checkRotation = async (db: Kysely<Schema>, keys: readonly EncryptionKey[]): Promise<void> => {
  const kept = (await findKept(db)).filter(({ purpose }) => purpose === 'sealing');
  for (const check of kept) checkSealing(check, keys);
  const { keyId } = makeSealer(keys);
  if (kept.some(({ id }) => id === keyId)) return;
  throw failure(
    'unknown_to_processes',
    `No process has been started with the key "${keyId}" in front: put it first in RECADO_ENCRYPTION_KEYS of every API and worker, keep the old keys after it, start them all anew, then run this again`,
  );
};

/**
 * The keys of an index key that the record is not indexed with yet. Undefined of a record that was not used yet. Throws
 * when the others are not those that it is indexed with.
 */
export const findNewLinks = async (db: Kysely<Schema>, indexKey: Buffer): Promise<Buffer[] | undefined> => {
  const check = (await findKept(db)).find(({ purpose }) => purpose === 'index');
  if (!check) return undefined;
  const inUse = linksInUse(check.check_value, indexKey);
  if (inUse === undefined) checkIndex(check, indexKey);
  return linksOf(indexKey).slice(inUse);
};

export const noteIndexKey = async (db: Kysely<Schema>, indexKey: Buffer): Promise<void> => {
  await db
    .updateTable('encryption_keys')
    .set({ check_value: makeBlindIndex(indexKey)(known) })
    .where('purpose', '=', 'index')
    .execute();
};
