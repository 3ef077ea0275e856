import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** The currency of the price list; `undefined` as long as there is none. */
export const findPriceCurrency = async (db: Kysely<Schema>): Promise<string | undefined> => {
  const row = await db.selectFrom('price_lists').select('currency').executeTakeFirst();
  return row?.currency;
};
