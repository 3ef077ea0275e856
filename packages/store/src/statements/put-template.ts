import type { RecordedTemplate } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { rowOfTemplate, templateOfRow } from '../rows/template.ts';
import type { Schema } from '../schema.ts';

/** Makes this language of the template or replaces it; it keeps the time at which it was made. */
export const putTemplate = async (db: Kysely<Schema>, template: RecordedTemplate): Promise<RecordedTemplate> => {
  const row = rowOfTemplate(template);
  const { name: _name, language: _language, created_at: _created, ...changes } = row;
  const stored = await db
    .insertInto('templates')
    .values(row)
    .onConflict((conflict) => conflict.columns(['name', 'language']).doUpdateSet(changes))
    .returningAll()
    .executeTakeFirstOrThrow();
  return templateOfRow(stored);
};
