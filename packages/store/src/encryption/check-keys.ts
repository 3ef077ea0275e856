import { timingSafeEqual } from 'node:crypto';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { EncryptionKeysTable, Schema } from '../schema/index.ts';
import { checkValuesOf, linksOf } from './blind-index.ts';
import { checkOf, makeSealer, type EncryptionKey } from './sealer.ts';

export type Keys = { encryptionKeys: readonly EncryptionKey[]; indexKey: Buffer };

type Check = Pick<Selectable<EncryptionKeysTable>, 'purpose' | 'id' | 'check_value'> & { keys_in_use: number };

const known = 'recado';
const indexId = 'index';

/** Throws when a key that this database was used with is lost or another; keeps a known value under each new current one. */
export const checkKeys = async (db: Kysely<Schema>, keys: Keys): Promise<void> => {
  const compare = (stored: Check[]) => {
    for (const check of stored)
      if (check.purpose === 'index') checkIndexKeys(check.check_value, keys.indexKey, check.keys_in_use);
      else checkSealing(check, keys.encryptionKeys);
  };
  compare(await findStoredChecks(db));
  await db
    .insertInto('encryption_keys')
    .values(checksOf(keys))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // Two processes may start on an empty database with different keys: the second one finds out here.
  compare(await findStoredChecks(db));
};

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

/**
 * Nothing is stored about keys that only decrypt: once they are unused they may be removed. A new database uses the
 * first index key.
 */
const checksOf = ({ encryptionKeys, indexKey }: Keys) => {
  const { keyId, seal } = makeSealer(encryptionKeys);
  const [indexed = Buffer.alloc(0)] = checkValuesOf(indexKey);
  return [
    { purpose: 'sealing' as const, id: keyId, check_value: seal(known, checkOf(keyId)) },
    { purpose: 'index' as const, id: indexId, check_value: indexed },
  ];
};

const findStoredChecks = (db: Kysely<Schema>): Promise<Check[]> =>
  db
    .selectFrom('encryption_keys')
    .select(['purpose', 'id', 'check_value', keysInUse.as('keys_in_use')])
    .execute();

/**
 * Throws if a key that re-encryption needs is lost or differs. It also throws if no process was started with the
 * current key: running processes could not decrypt its values.
 */
export const checkRotation = async (db: Kysely<Schema>, keys: readonly EncryptionKey[]): Promise<void> => {
  const stored = (await findStoredChecks(db)).filter(({ purpose }) => purpose === 'sealing');
  for (const check of stored) checkSealing(check, keys);
  const { keyId } = makeSealer(keys);
  if (stored.some(({ id }) => id === keyId)) return;
  throw failure(
    'unknown_to_processes',
    `No process has been started with the key "${keyId}" in front: put it first in RECADO_ENCRYPTION_KEYS of every API and worker, keep the old keys after it, restart them all, then run this again`,
  );
};

/** The index keys that the database has, and how many of them are in use; undefined for a database without any. */
export const findIndexCheck = async (db: Kysely<Schema>) => {
  const check = (await findStoredChecks(db)).find(({ purpose }) => purpose === 'index');
  return check && { checkValue: check.check_value, inUse: check.keys_in_use };
};

export const putIndexCheck = async (db: Kysely<Schema>, checkValue: Buffer): Promise<void> => {
  await db.updateTable('encryption_keys').set({ check_value: checkValue }).where('purpose', '=', 'index').execute();
};

/** Under how many keys PostgreSQL's `index_of` looks for people. */
const keysInUse = sql<number>`
  (select coalesce(max(keys), 1) from index_rotations where switched_at is not null)`;

/** Under how many of these keys, from the first on, the record is. Throws when it is under others. */
export const countUnder = (checkValue: Buffer, indexKey: Buffer): number => {
  const at = checkValuesOf(indexKey).findIndex((value) => timingSafeEqual(value, checkValue));
  if (at >= 0) return at + 1;
  throw failure(
    'wrong_index_key',
    'RECADO_INDEX_KEY is not the key of this database, so no contact would be found: put back the old value, with every key in it',
  );
};

/** Throws unless people are found with these keys. One at the end that the record is not under yet may be among them. */
const checkIndexKeys = (checkValue: Buffer, indexKey: Buffer, inUse: number): void => {
  if (countUnder(checkValue, indexKey) === inUse) return;
  throw failure(
    'index_not_rotated',
    'The index of this database was rotated by an older version: run `recado keys rotate-index` once with RECADO_INDEX_KEY as it is',
  );
};

/** The keys of an index key that the record is not under yet. Throws when the others are not those that it is under. */
export const linksAfter = (checkValue: Buffer, indexKey: Buffer): Buffer[] =>
  linksOf(indexKey).slice(countUnder(checkValue, indexKey));
