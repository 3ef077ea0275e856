import type { Rejection } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** At least so many at a time; what belongs to one line is never torn apart. */
const pageSize = 2000;

type Row = { line: string; field: string; reason: string };

/** Whether this campaign has such an import. */
export const hasImport = async (db: Kysely<Schema>, campaignId: string, importId: string): Promise<boolean> => {
  const found = await db
    .selectFrom('imports')
    .select('id')
    .where('id', '=', importId)
    .where('campaign_id', '=', campaignId)
    .executeTakeFirst();
  return found !== undefined;
};

/** What an import did not take, in the order of the file: from behind a line on, as much as goes at a time. */
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
