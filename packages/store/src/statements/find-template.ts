import type { RecordedTemplate } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { templateOfRow } from '../rows/template.ts';
import type { Schema } from '../schema.ts';

/** Without a language, the one that was stored first. */
export const findTemplate = async (
  db: Kysely<Schema>,
  name: string,
  language?: string,
): Promise<RecordedTemplate | undefined> => {
  const row = await db
    .selectFrom('templates')
    .selectAll()
    .where('name', '=', name)
    .$if(language !== undefined, (query) => query.where('language', '=', language ?? ''))
    .orderBy('created_at')
    .orderBy('language')
    .limit(1)
    .executeTakeFirst();
  return row && templateOfRow(row);
};
