import { sql, type Kysely } from 'kysely';
import { migrationTable } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import type { Schema } from './schema/index.ts';

const behind = (missing: string[]) =>
  Object.assign(
    new Error(`The database lacks the migrations ${missing.join(', ')}: run \`recado migrate\`, or start the API`),
    { code: 'schema_not_migrated' },
  );

/** Throws while the database lacks what this version needs. One that a newer version has migrated further will do. */
export const checkSchema = async (db: Kysely<Schema>): Promise<void> => {
  const { rows: found } = await sql<{ there: boolean }>`
    select to_regclass(${migrationTable}) is not null as there`.execute(db);
  const applied = found[0]?.there
    ? await sql<{ name: string }>`select name from ${sql.table(migrationTable)}`.execute(db)
    : undefined;
  const names = new Set(applied?.rows.map(({ name }) => name));
  const missing = Object.keys(migrations).filter((name) => !names.has(name));
  if (missing.length) throw behind(missing);
};
