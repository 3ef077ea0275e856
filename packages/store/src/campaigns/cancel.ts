import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema/index.ts';
import { poolOf } from './rows.ts';

/** Parked messages and messages with a job are found by different indexes. */
const places = { parked: sql`messages.due_at = 'infinity'`, queued: sql`messages.due_at < 'infinity'` };

type Cancellation = { campaignId: string; at: Date; limit: number };

/**
 * Cancels waiting messages of a canceled campaign: up to `limit` parked ones and up to `limit` with a job. Messages
 * that a worker claims at this moment are left to that worker. Returns the number of canceled messages.
 */
export const cancelAccepted = async (
  db: Kysely<Schema>,
  campaignId: string,
  at: Date,
  limit: number,
): Promise<number> => {
  const cancellation = { campaignId, at, limit };
  return (await cancelIn(db, 'parked', cancellation)) + (await cancelIn(db, 'queued', cancellation));
};

const cancelIn = async (db: Kysely<Schema>, place: keyof typeof places, { campaignId, at, limit }: Cancellation) => {
  const { numAffectedRows } = await sql`
    with waiting as (
      select messages.id from campaigns
      join messages on messages.sender_id = any (${poolOf}) and messages.campaign_id = campaigns.id
      where campaigns.id = ${campaignId} and campaigns.status = 'canceled'
        and messages.indexed_as = 'accepted' and ${places[place]}
      limit ${limit}
      for no key update of messages skip locked
    ),
    canceled as (
      update messages set status = 'canceled', reason = 'campaign_canceled'
      from waiting where messages.id = waiting.id
      returning messages.id
    ),
    needless as (
      delete from fallbacks using canceled where fallbacks.message_id = canceled.id
    )
    insert into message_events (message_id, id, at, type, status)
    select id, ${uuidv7()}, ${at}, 'canceled', 'canceled' from canceled`.execute(db);
  return Number(numAffectedRows ?? 0n);
};

type Cursor = { sender_id: string; zone_set: number; slots: number[]; slot: number; after: string };
type Place = { people: number; slot: number | null; after: string | null };

/**
 * Creates canceled messages for up to `limit` people that were not fed before the campaign was canceled. Returns the
 * number of cursors or people processed; 0 means that nothing unlocked is left.
 */
export const cancelUnfed = (db: Kysely<Schema>, campaignId: string, at: Date, limit: number): Promise<number> =>
  db.transaction().execute(async (trx) => {
    const cursor = await takeCursor(trx, campaignId);
    if (!cursor) return 0;
    const to = await insertCanceled(trx, campaignId, cursor, { at, limit });
    const isDone = to.people < limit;
    await moveCursor(trx, campaignId, cursor, { ...to, isDone });
    return to.people + (isDone ? 1 : 0);
  });

/** Locks a cursor that no feeder and no other worker has locked. */
const takeCursor = async (db: Kysely<Schema>, campaignId: string): Promise<Cursor | undefined> => {
  const { rows } = await sql<Cursor>`
    select sender_id, zone_set, slots, slot, after from feed_cursors
    where campaign_id = ${campaignId} and not is_done
      and exists (select from campaigns where id = ${campaignId} and status = 'canceled')
    limit 1
    for no key update skip locked`.execute(db);
  return rows[0];
};

/** Creates canceled messages for the next people of a cursor. */
const insertCanceled = async (db: Kysely<Schema>, campaignId: string, cursor: Cursor, { at, limit }: Round) => {
  const { rows } = await sql<Place>`
    with next as (
      select recipients.* from recipients
      where campaign_id = ${campaignId} and zone_set = ${cursor.zone_set} and slot = any (${cursor.slots}::smallint[])
        and (slot, id) > (${cursor.slot}::smallint, ${cursor.after}::uuid)
      order by slot, id limit ${limit}
    ),
    canceled as (
      insert into messages (
        id, campaign_id, created_at, due_at, status, reason, channel, category, segments, sender_id,
        to_index, to_sealed, content_sealed, template_name, template_language, zone_set, country
      )
      select next.id, campaigns.id, ${at}, ${at}, 'canceled', 'campaign_canceled', campaigns.channel, campaigns.category,
        next.segments, ${cursor.sender_id}, next.to_index, next.to_sealed, next.content_sealed,
        campaigns.template_name, coalesce(next.language, campaigns.template_language), next.zone_set, next.country
      from next join campaigns on campaigns.id = next.campaign_id
      on conflict do nothing
      returning id
    ),
    logged as (
      insert into message_events (message_id, id, at, type, status)
      select id, ${uuidv7()}, ${at}, 'canceled', 'canceled' from canceled
    )
    select count(*)::int as people, (array_agg(slot order by slot desc, id desc))[1] as slot,
      (array_agg(id order by slot desc, id desc))[1] as after
    from next`.execute(db);
  return rows[0] ?? { people: 0, slot: null, after: null };
};

type Round = { at: Date; limit: number };

const moveCursor = async (db: Kysely<Schema>, campaignId: string, cursor: Cursor, to: Place & { isDone: boolean }) => {
  await db
    .updateTable('feed_cursors')
    .set({ slot: to.slot ?? cursor.slot, after: to.after ?? cursor.after, is_done: to.isDone })
    .where('campaign_id', '=', campaignId)
    .where('sender_id', '=', cursor.sender_id)
    .where('zone_set', '=', cursor.zone_set)
    .execute();
};

/** Canceled campaigns are checked for this long, because a message with an unknown outcome may return to `accepted` late. */
const lookBack = '1 day';

/** Finds canceled campaigns with people who have no message yet, or with messages that wait, parked or in the queue. */
export const findUndrained = async (db: Kysely<Schema>, at: Date): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select campaigns.id from campaigns
    where campaigns.status = 'canceled' and campaigns.ended_at > ${at}::timestamptz - ${lookBack}::interval
      and (
        exists (select from feed_cursors where campaign_id = campaigns.id and not is_done)
        or exists (
          select from messages
          where sender_id = any (${poolOf}) and campaign_id = campaigns.id
            and indexed_as = 'accepted' and due_at = 'infinity'
        )
        or exists (
          select from messages
          where sender_id = any (${poolOf}) and campaign_id = campaigns.id
            and indexed_as = 'accepted' and due_at < 'infinity'
        )
      )
    order by campaigns.id`.execute(db);
  return rows.map(({ id }) => id);
};
