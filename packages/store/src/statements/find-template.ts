import type { RecordedTemplate } from '@recado/messaging';
import type { Pool } from 'pg';
import { templateColumns, templateOfRow, type TemplateRow } from '../templates/templates.ts';

/** Asked for each message, so prepared: see findSenders. */
const statement = {
  name: 'find-template',
  text: `select ${templateColumns.join(', ')} from templates
  where name = $1 and ($2::text is null or language = $2)
  order by created_at, language
  limit 1`,
};

/** Without a language, the one that was stored first. */
export const findTemplate = async (
  pool: Pool,
  name: string,
  language?: string,
): Promise<RecordedTemplate | undefined> => {
  const { rows } = await pool.query<TemplateRow>({ ...statement, values: [name, language ?? null] });
  return rows[0] && templateOfRow(rows[0]);
};
