import type { RecordedTemplate } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { templateOfRow } from '../templates/templates.ts';

/** All of them by name, the languages of one as they were stored. */
export const listTemplates = async (db: Kysely<Schema>): Promise<RecordedTemplate[]> => {
  const rows = await db
    .selectFrom('templates')
    .selectAll()
    .orderBy('name')
    .orderBy('created_at')
    .orderBy('language')
    .execute();
  return rows.map(templateOfRow);
};
