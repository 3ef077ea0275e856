import type { RecordedTemplate } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { rowOfTemplate } from '../templates/templates.ts';

/** Adds the languages that are not there yet, and gives how many. What was PUT since stays. */
export const seedTemplates = async (db: Kysely<Schema>, templates: readonly RecordedTemplate[]): Promise<number> => {
  if (!templates.length) return 0;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('templates')
    .values(templates.map(rowOfTemplate))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
};
