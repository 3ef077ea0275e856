import type { Rejection } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** A page has at least this many rows; all rejections of one line stay on one page. */
const pageSize = 2000;

type Row = { line: string; field: string; reason: string };

/** Returns whether this campaign has this import. */
export const hasImport = async (db: Kysely<Schema>, campaignId: string, importId: string): Promise<boolean> => {
  const found = await db
    .selectFrom('imports')
    .select('id')
    .where('id', '=', importId)
    .where('campaign_id', '=', campaignId)
    .executeTakeFirst();
  return found !== undefined;
};

/** Returns one page of an import's rejected lines after line `after`, in the order of the file. */
export const findRejections = async (db: Kysely<Schema>, importId: string, after: number): Promise<Rejection[]> => {
  const { rows } = await sql<Row>`
    select line, field, reason from import_rejections
    where import_id = ${importId} and line > ${after}
    order by line fetch first ${sql.lit(pageSize)} rows with ties`.execute(db);
  return rows.map(({ line, field, reason }) => ({ line: Number(line), field, reason }));
};

export const recordRejections = async (
  db: Kysely<Schema>,
  importId: string,
  rejections: readonly Rejection[],
): Promise<void> => {
  if (!rejections.length) return;
  await sql`
    insert into import_rejections (import_id, line, field, reason)
    select ${importId}::uuid, line, field, reason
    from jsonb_to_recordset(${JSON.stringify(rejections)}::jsonb) as given (line bigint, field text, reason text)`.execute(
    db,
  );
};
