import { sql, type Kysely, type Selectable } from 'kysely';
import type { IndexRotationsTable } from '../rotation-schema.ts';
import type { Schema } from '../schema/index.ts';

/** How far a rotation of the index is. */
export type IndexRotationRow = Selectable<IndexRotationsTable>;

export const findRotation = (db: Kysely<Schema>, keys: number): Promise<IndexRotationRow | undefined> =>
  db.selectFrom('index_rotations').selectAll().where('keys', '=', keys).executeTakeFirst();

type Stand = {
  /** The table that is gone through, and the primary keys of its row that was looked at last, and of the last one of all. */
  filling?: string | null;
  after?: unknown[] | null;
  until?: unknown[] | null;
  /** Of this step. */
  filled: number;
};

export const noteStand = async (db: Kysely<Schema>, keys: number, { filled, ...at }: Stand): Promise<void> => {
  await db
    .updateTable('index_rotations')
    .set({
      filled: sql`filled + ${filled}`,
      ...(at.filling !== undefined && { filling: at.filling }),
      ...(at.after !== undefined && { after: at.after && JSON.stringify(at.after) }),
      ...(at.until !== undefined && { until: at.until && JSON.stringify(at.until) }),
    })
    .where('keys', '=', keys)
    .execute();
};

/** What is left to be done to the tables is done, or the first of it. */
export const noteOwed = async (db: Kysely<Schema>, keys: number, owed: string[]): Promise<void> => {
  await db
    .updateTable('index_rotations')
    .set({ owed, ...(owed.length === 0 && { ended_at: sql`clock_timestamp()` }) })
    .where('keys', '=', keys)
    .execute();
};
