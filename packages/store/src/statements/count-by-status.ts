import type { Status } from '@recado/contract';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** How many messages stand where. A status that none has is absent. */
export const countByStatus = async (db: Kysely<Schema>): Promise<Partial<Record<Status, number>>> => {
  const rows = await db
    .selectFrom('messages')
    .select(({ fn }) => ['status', fn.countAll<string>().as('count')])
    .groupBy('status')
    .orderBy('status')
    .execute();
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
};
