import type { Status } from '@recado/contract';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** Where those of the messages stand that there are. */
export const findStatuses = async (db: Kysely<Schema>, ids: string[]): Promise<Map<string, Status>> => {
  if (!ids.length) return new Map();
  const rows = await db.selectFrom('messages').select(['id', 'status']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, status }) => [id, status]));
};
