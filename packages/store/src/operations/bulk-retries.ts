import {
  retryableOf,
  type AuditEntry,
  type NewBulkRetry,
  type RecordedBulkRetry,
  type TakenBulkRetry,
} from '@recado/messaging';
import { sql, type Kysely, type Selectable } from 'kysely';
import { writeAuditEntry } from '../audit/audit.ts';
import { conditionOf } from '../messages/retry.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import type { BulkRetriesTable } from '../schema/operations.ts';

/** Stores a retry with the number of messages that it finds now. */
export const insertBulkRetry = (
  db: Kysely<Schema>,
  { id, filter, by, createdAt }: NewBulkRetry,
  audit: AuditEntry,
): Promise<RecordedBulkRetry> =>
  db.transaction().execute(async (trx) => {
    const { rows } = await sql<Selectable<BulkRetriesTable>>`
      insert into bulk_retries (id, filter, by, created_at, matched)
      select ${id}, ${JSON.stringify(filter)}::jsonb, ${by}, ${createdAt}, count(*)
      from messages where ${conditionOf(retryableOf(filter))} and id < ${id}
      returning *`.execute(trx);
    await writeAuditEntry(trx, audit);
    return bulkRetryOfRow(rows[0] as Selectable<BulkRetriesTable>);
  });

const bulkRetryOfRow = (row: Selectable<BulkRetriesTable>): RecordedBulkRetry => ({
  id: row.id,
  filter: row.filter,
  by: row.by,
  createdAt: row.created_at,
  matched: row.matched,
  retried: row.retried,
  refused: row.refused,
  ...omitNulls({ doneAt: row.done_at, canceledAt: row.canceled_at }),
});

export const findBulkRetry = async (db: Kysely<Schema>, id: string): Promise<RecordedBulkRetry | undefined> => {
  const row = await db.selectFrom('bulk_retries').selectAll().where('id', '=', id).executeTakeFirst();
  return row && bulkRetryOfRow(row);
};

/** The newest first. */
export const listBulkRetries = async (db: Kysely<Schema>, limit: number): Promise<RecordedBulkRetry[]> => {
  const rows = await db.selectFrom('bulk_retries').selectAll().orderBy('id', 'desc').limit(limit).execute();
  return rows.map(bulkRetryOfRow);
};

/** Stops a retry after its current batch. One that has ended stays as it is. */
export const cancelBulkRetry = (
  db: Kysely<Schema>,
  id: string,
  at: Date,
  audit: AuditEntry,
): Promise<RecordedBulkRetry | undefined> =>
  db.transaction().execute(async (trx) => {
    const changed = await trx
      .updateTable('bulk_retries')
      .set({ canceled_at: at })
      .where('id', '=', id)
      .where('done_at', 'is', null)
      .where('canceled_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (changed) await writeAuditEntry(trx, audit);
    return findBulkRetry(trx, id);
  });

/**
 * Takes the oldest open retry for a while, with the ids between which its next messages are. No other worker takes it
 * during this time.
 */
export const takeBulkRetry = async (
  db: Kysely<Schema>,
  at: Date,
  forMs: number,
  limit: number,
): Promise<TakenBulkRetry | undefined> => {
  const { rows } = await sql<Selectable<BulkRetriesTable>>`
    update bulk_retries set taken_until = ${new Date(at.getTime() + forMs)}
    where id = (
      select id from bulk_retries
      where done_at is null and canceled_at is null and (taken_until is null or taken_until < ${at})
      order by id limit 1 for update skip locked
    )
    returning *`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const found = await sql<{ last: string | null }>`
    select max(id::text) as last from (
      select id from messages
      where ${conditionOf(retryableOf(row.filter))} and id > ${row.after} and id < ${row.id}
      order by id limit ${limit}
    ) as next`.execute(db);
  const last = found.rows[0]?.last;
  return { ...bulkRetryOfRow(row), after: row.after, ...(last && { last }) };
};

export type BulkStep = { id: string; last?: string; retried: number; refused: number; doneAt?: Date };

/** Adds what a batch did, and gives the retry back. */
export const saveBulkStep = async (
  db: Kysely<Schema>,
  { id, last, retried, refused, doneAt }: BulkStep,
): Promise<void> => {
  await sql`
    update bulk_retries set retried = retried + ${retried}, refused = refused + ${refused}, taken_until = null,
      after = coalesce(${last ?? null}::uuid, after), done_at = ${doneAt ?? null}::timestamptz
    where id = ${id}`.execute(db);
};
