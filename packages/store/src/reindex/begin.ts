import { sql, type Kysely } from 'kysely';
import { checkSchema } from '../check-schema.ts';
import { checkValuesOf, linksOf, nameOfKeys } from '../encryption/blind-index.ts';
import { findIndexCheck } from '../encryption/check-keys.ts';
import { findIndexedTables } from '../encryption/indexed-tables.ts';
import { checkAllIndexWith } from '../encryption/running-processes.ts';
import type { Schema } from '../schema/index.ts';
import { countUnder } from '../sealing/check-index-keys.ts';
import { lookUnder } from './index-function.ts';
import { unprepareTable } from './prepare-table.ts';

const keyBytes = 32;

/** A version before this one has put all rows under so many keys at once, while nothing ran. */
const adopt = (kysely: Kysely<Schema>, indexKey: Buffer): Promise<void> =>
  kysely.transaction().execute(async (db) => {
    await sql`lock table encryption_keys in access exclusive mode`.execute(db);
    await lookUnder(db, indexKey);
    const values = checkValuesOf(indexKey);
    const now = sql<Date>`clock_timestamp()`;
    const row = { keys: values.length, check_value: values.at(-1) ?? Buffer.alloc(0) };
    await db
      .insertInto('index_rotations')
      .values({ ...row, started_at: now, switched_at: now, ended_at: now })
      .execute();
  });

/** Goes on with a rotation to these very keys, and gives up one to others that people are not found under yet. */
const start = async (db: Kysely<Schema>, indexKey: Buffer): Promise<void> => {
  const [tables, values] = [await findIndexedTables(db), checkValuesOf(indexKey)];
  const row = { keys: values.length, check_value: values.at(-1) ?? Buffer.alloc(0) };
  const given = await db
    .selectFrom('index_rotations')
    .select('keys')
    .where('switched_at', 'is', null)
    .where((eb) => eb.or([eb('keys', '<>', row.keys), eb('check_value', '<>', row.check_value)]))
    .execute();
  if (given.length) {
    for (const table of tables) await unprepareTable(db, table);
    await db
      .deleteFrom('index_rotations')
      .where(
        'keys',
        'in',
        given.map(({ keys }) => keys),
      )
      .execute();
  }
  await db
    .insertInto('index_rotations')
    .values({ ...row, filling: tables[0]?.name ?? null, started_at: sql`clock_timestamp()` })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Throws when the keys are not those that the record is under, and while a process is connected that has others. */
export const beginIndexRotation = async (db: Kysely<Schema>, indexKey: Buffer): Promise<void> => {
  await checkSchema(db);
  const check = await findIndexCheck(db);
  if (!check) return;
  const under = countUnder(check.checkValue, indexKey);
  if (under > check.inUse) await adopt(db, indexKey.subarray(0, under * keyBytes));
  if (under === linksOf(indexKey).length) return;
  await checkAllIndexWith(db, nameOfKeys(indexKey));
  await start(db, indexKey);
};
