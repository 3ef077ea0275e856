import type { Status } from '@recado/contract';
import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema.ts';

/** Moves `accepted` to `canceled`, with the SMS that stands by for it, and notes it, and gives the status that the message has then; `undefined` if there is none. */
export const cancelMessage = async (db: Kysely<Schema>, id: string, at: Date): Promise<Status | undefined> => {
  const { rows } = await sql<{ status: Status }>`
    with canceled as (
      update messages set status = 'canceled' where id = ${id} and status = 'accepted' returning id, status
    ),
    needless as (
      delete from fallbacks using canceled where fallbacks.message_id = canceled.id
    ),
    noted as (
      insert into message_events (message_id, id, at, type, status)
      select id, ${uuidv7()}, ${at}, 'canceled', status from canceled
    )
    select status from canceled`.execute(db);
  if (rows[0]) return rows[0].status;
  const found = await db.selectFrom('messages').select('status').where('id', '=', id).executeTakeFirst();
  return found?.status;
};
