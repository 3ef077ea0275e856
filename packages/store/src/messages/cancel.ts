import type { Status } from '@recado/contract';
import type { AuditEntry } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { audited } from '../audit/audit.ts';
import type { Schema } from '../schema/index.ts';
import { isPossiblySent } from './eligibility.ts';

/**
 * Moves `accepted` to `canceled`, writes the event and returns the message's status; `undefined` if the message does
 * not exist.
 */
export const saveCancellation = async (
  db: Kysely<Schema>,
  id: string,
  at: Date,
  audit?: AuditEntry,
): Promise<Status | undefined> => {
  const canceled = await audited(db, audit, (trx) => cancelAccepted(trx, id, at));
  if (canceled) return canceled;
  const found = await db.selectFrom('messages').select('status').where('id', '=', id).executeTakeFirst();
  return found?.status;
};

/** Cancels the message and its fallback SMS. Returns `undefined` if the message could not be canceled. */
const cancelAccepted = async (db: Kysely<Schema>, id: string, at: Date): Promise<Status | undefined> => {
  const { rows } = await sql<{ status: Status }>`
    with canceled as (
      update messages set status = 'canceled' where id = ${id} and status = 'accepted' returning id, status
    ),
    needless as (
      delete from fallbacks using canceled where fallbacks.message_id = canceled.id
    ),
    logged as (
      insert into message_events (message_id, id, at, type, status)
      select id, ${uuidv7()}, ${at}, 'canceled', status from canceled
    )
    select status from canceled`.execute(db);
  return rows[0]?.status;
};

/**
 * Ends up to `limit` accepted messages that are no longer worth sending, and gives how many. Their events share an id: it
 * only has to differ among those of one message. A message that may have been sent before a restore is compared first.
 */
export const expireOverdue = async (db: Kysely<Schema>, at: Date, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`
    with overdue as (
      select id from messages
      where status = 'accepted' and valid_until <= ${at} and not ${sql.raw(isPossiblySent('messages'))}
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
