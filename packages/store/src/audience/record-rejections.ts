import type { Rejection } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

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
