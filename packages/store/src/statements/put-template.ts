import type { RecordedTemplate } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema, TemplatesTable } from '../schema/index.ts';
import { rowOfTemplate, templateOfRow } from '../templates/templates.ts';

const approval = ['approval_status', 'rejection_reason', 'approval_checked_at', 'twilio_category'] as const;

/** What Twilio said of a content is not said of another. */
const ofSameContent = <Column extends (typeof approval)[number]>(column: Column): RawBuilder<TemplatesTable[Column]> =>
  sql`case when templates.content_sid = excluded.content_sid then ${sql.ref(`templates.${column}`)} end`;

/** Makes this language of the template or replaces it; it keeps the time at which it was made. */
export const putTemplate = async (db: Kysely<Schema>, template: RecordedTemplate): Promise<RecordedTemplate> => {
  const row = rowOfTemplate(template);
  const { name: _name, language: _language, created_at: _created, ...changes } = row;
  const kept = Object.fromEntries(approval.map((column) => [column, ofSameContent(column)]));
  const stored = await db
    .insertInto('templates')
    .values(row)
    .onConflict((conflict) => conflict.columns(['name', 'language']).doUpdateSet({ ...changes, ...kept }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return templateOfRow(stored);
};
