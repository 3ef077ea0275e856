import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema/index.ts';

/**
 * Ends up to `limit` accepted messages that are no longer worth sending, and gives how many. Their events share an id: it
 * only has to differ among those of one message.
 */
export const expireOverdue = async (db: Kysely<Schema>, at: Date, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`
    with overdue as (
      select id from messages
      where status = 'accepted' and valid_until <= ${at}
      order by valid_until limit ${limit}
      for no key update skip locked
    ),
    expired as (
      update messages set status = 'expired' from overdue where messages.id = overdue.id returning messages.id
    )
    insert into message_events (message_id, id, at, type, status)
    select id, ${uuidv7()}, ${at}, 'expired', 'expired' from expired`.execute(db);
  return Number(numAffectedRows ?? 0n);
};
