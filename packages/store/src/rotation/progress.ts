import { sql, type Kysely, type Selectable } from 'kysely';
import type { KeyRotationsTable } from '../rotation-schema.ts';
import type { Schema } from '../schema/index.ts';

/** How far a rotation is. Whoever holds it goes on; others wait for the one batch. */
export type RotationRow = Selectable<KeyRotationsTable>;

/** Begins a rotation, goes on with one that is under way, or looks again at what an ended one left behind. */
export const beginRotation = async (db: Kysely<Schema>, keyId: string): Promise<void> => {
  await sql`
    insert into key_rotations as known (key_id, pass_from, started_at)
    values (${keyId}, clock_timestamp(), clock_timestamp())
    on conflict (key_id) do update set
      pass = 1, pass_from = excluded.pass_from, sealed_table = null, after = null, found = 0, unreadable = 0,
      resealed = 0, started_at = excluded.started_at, ended_at = null
    where known.ended_at is not null`.execute(db);
};

export const holdRotation = (db: Kysely<Schema>, keyId: string): Promise<RotationRow> =>
  db.selectFrom('key_rotations').selectAll().where('key_id', '=', keyId).forUpdate().executeTakeFirstOrThrow();

type Stand = { sealedTable: string; after: unknown[] | null; found: number; unreadable: number; resealed: number };

/** The counts are of this batch. */
export const noteStand = async (db: Kysely<Schema>, keyId: string, stand: Stand): Promise<void> => {
  await sql`
    update key_rotations set
      sealed_table = ${stand.sealedTable}, after = ${stand.after && JSON.stringify(stand.after)}::jsonb,
      found = found + ${stand.found}, unreadable = unreadable + ${stand.unreadable},
      resealed = resealed + ${stand.resealed}
    where key_id = ${keyId}`.execute(db);
};

/** From the first table on again. */
export const startPass = async (db: Kysely<Schema>, keyId: string): Promise<void> => {
  await sql`
    update key_rotations set
      pass = pass + 1, pass_from = clock_timestamp(), sealed_table = null, after = null, found = 0, unreadable = 0
    where key_id = ${keyId}`.execute(db);
};

export const endRotation = async (db: Kysely<Schema>, keyId: string): Promise<void> => {
  await sql`update key_rotations set ended_at = clock_timestamp() where key_id = ${keyId}`.execute(db);
};
