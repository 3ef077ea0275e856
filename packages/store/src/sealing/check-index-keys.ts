import { timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { checkValuesOf, linksOf } from '../encryption/blind-index.ts';

const failure = (code: string, message: string) => Object.assign(new Error(message), { code });

/** Under how many keys PostgreSQL's `index_of` looks for people. */
export const keysInUse = sql<number>`
  (select coalesce(max(keys), 1) from index_rotations where switched_at is not null)`;

/** Under how many of these keys, from the first on, the record is. Throws when it is under others. */
export const countUnder = (checkValue: Buffer, indexKey: Buffer): number => {
  const at = checkValuesOf(indexKey).findIndex((value) => timingSafeEqual(value, checkValue));
  if (at >= 0) return at + 1;
  throw failure(
    'wrong_index_key',
    'RECADO_INDEX_KEY is not the one that this database is indexed with, so nobody would be found again: put back the old value, with every key in it',
  );
};

/** Throws unless people are found with these keys. One at the end that the record is not under yet may be among them. */
export const checkIndexKeys = (checkValue: Buffer, indexKey: Buffer, inUse: number): void => {
  if (countUnder(checkValue, indexKey) === inUse) return;
  throw failure(
    'index_not_rotated',
    'The index of this database was rotated by an older version: run `recado keys rotate-index` once with RECADO_INDEX_KEY as it is',
  );
};

/** The keys of an index key that the record is not under yet. Throws when the others are not those that it is under. */
export const linksAfter = (checkValue: Buffer, indexKey: Buffer): Buffer[] =>
  linksOf(indexKey).slice(countUnder(checkValue, indexKey));
