import type { RecordedTemplate } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { rowOfTemplate } from '../rows/template.ts';
import type { Schema } from '../schema.ts';

/** Adds the languages that are not there yet. What was PUT since stays. */
export const seedTemplates = async (db: Kysely<Schema>, templates: readonly RecordedTemplate[]): Promise<void> => {
  if (!templates.length) return;
  await db
    .insertInto('templates')
    .values(templates.map(rowOfTemplate))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};
