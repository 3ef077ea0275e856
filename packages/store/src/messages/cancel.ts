import type { CanceledMessages } from '@recado/contract';
import type { Canceled, Canceling } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { writeAuditEntry } from '../audit/audit.ts';
import type { Schema } from '../schema/index.ts';
import { isPossiblySent } from './eligibility.ts';
import { findRepeat, orKeyInUse, takeKey } from './idempotency.ts';
import { conditionOf } from './retry.ts';

/** Cancels accepted messages. A repeated Idempotency-Key changes nothing and returns the result of the first request. */
export const saveCancellations = async (db: Kysely<Schema>, canceling: Canceling): Promise<Canceled> => {
  const { audit, key } = canceling;
  const result = await db
    .transaction()
    .execute(async (trx) => {
      const { isFirst, ...counts } = await cancelAccepted(trx, canceling);
      const detail = canceling.filter.id === undefined && { detail: { ...audit.detail, ...counts } };
      if (counts.canceled > 0) await writeAuditEntry(trx, { ...audit, ...detail });
      return { isFirst, ...counts };
    })
    .catch(orKeyInUse);
  if ('kind' in result) return result;
  const { isFirst, ...counts } = result;
  const repeat = !isFirst && key ? await findRepeat<CanceledMessages>(db, key) : undefined;
  return repeat ?? { kind: 'canceled', ...counts };
};

/** `isFirst` is false when the request's key came before: then nothing was done. */
type Result = CanceledMessages & { isFirst: boolean };

/**
 * Cancels the messages and their fallback SMS. Rows are locked in the order of their ids, as by claims, and by a statement
 * before. It waits for a worker that claims one of them at this moment, and the next one sees that message as refused. The
 * events share an id, which must only differ within one message.
 */
const cancelAccepted = async (db: Kysely<Schema>, canceling: Canceling): Promise<Result> => {
  const { filter, at } = canceling;
  const accepted = sql`
    select id from messages
    where ${conditionOf({ ...filter, statuses: ['accepted'] })} and not ${sql.raw(isPossiblySent('messages'))}
    order by id limit ${filter.limit}
    for no key update`;
  await accepted.execute(db);
  const { rows } = await sql<CanceledMessages & { is_first: boolean }>`
    with found as (${accepted}),
    refused as (
      select (select count(*) from messages where ${conditionOf({ ...filter, statuses: ['sending'] })}) + (
        select count(*) from messages
        where (select exists (select from restores)) and ${conditionOf({ ...filter, statuses: ['accepted'] })}
          and ${sql.raw(isPossiblySent('messages'))}
      ) as count
    ),
    first as (${takeKey(canceling, 'canceled')}),
    canceled as (
      update messages set status = 'canceled' from found
      where messages.id = found.id and exists (select from first)
      returning messages.id
    ),
    needless as (
      delete from fallbacks using canceled where fallbacks.message_id = canceled.id
    ),
    logged as (
      insert into message_events (message_id, id, at, type, status)
      select id, ${uuidv7()}, ${at}, 'canceled', 'canceled' from canceled
    )
    select exists (select from first) as is_first, (select count(*)::int from canceled) as canceled,
      (select count::int from refused) as refused`.execute(db);
  const [{ is_first: isFirst, ...counts } = { is_first: false, canceled: 0, refused: 0 }] = rows;
  return { isFirst, ...counts };
};

/**
 * Ends up to `limit` accepted messages that are no longer worth sending, and gives how many. Their events share an id: it
 * only has to differ among those of one message. A message that may have been sent before a restore is compared first.
 */
export const expireOverdue = async (db: Kysely<Schema>, at: Date, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`
    with overdue as (
      select id from messages
      where indexed_as = 'accepted' and valid_until <= ${at} and not ${sql.raw(isPossiblySent('messages'))}
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
