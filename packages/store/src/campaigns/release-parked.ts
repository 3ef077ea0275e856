import type { FeedResult, FeedRequest } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { enqueueingOfRow } from '../messages/rows.ts';
import type { Schema } from '../schema/index.ts';

const atOnce = 1_000;

type Row = Parameters<typeof enqueueingOfRow>[0] & { units: number; status: 'accepted' | 'suppressed' };

/** Gives parked messages of a sender their turn, the oldest first; those that can never have one are suppressed. */
export const releaseParked = async (
  db: Kysely<Schema>,
  senderId: string,
  request: FeedRequest,
): Promise<FeedResult> => {
  const { campaignId, zoneSet, units, at, windowUntil } = request;
  const isNever = windowUntil === 'never';
  const limit = Math.min(units, atOnce);
  const { rows } = await sql<Row>`
    with parked as (
      select id, coalesce(segments, 1) as units from messages
      where sender_id = ${senderId} and campaign_id = ${campaignId} and zone_set = ${zoneSet}
        and status = 'accepted' and due_at = 'infinity'
      order by id limit ${limit}
      for no key update skip locked
    ),
    released as (
      select id, units from (select *, sum(units) over (order by id) - units as before from parked) as measured
      where before < ${units}
    ),
    moved as (
      update messages
      set due_at = ${at}, window_until = coalesce(${isNever ? null : windowUntil}, ${closedHours(campaignId, at)}),
        status = case when ${isNever} then 'suppressed'::message_status else status end,
        reason = case when ${isNever} then 'window_never_opens' else reason end
      from released where messages.id = released.id
      returning messages.id, messages.sender_id, messages.campaign_id, messages.segments, messages.status, released.units
    ),
    logged as (
      insert into message_events (message_id, id, at, type, status, detail)
      select id, ${uuidv7()}, ${at}, 'suppressed', 'suppressed', 'window_never_opens'
      from moved where status = 'suppressed'
    )
    select * from moved`.execute(db);
  const waiting = rows.filter(({ status }) => status === 'accepted');
  return {
    jobs: waiting.map(enqueueingOfRow),
    units: waiting.reduce((sum, row) => sum + row.units, 0),
    people: rows.length,
    isOver: rows.length < limit,
    isBeyondBudget: false,
  };
};

/** An SMS that has become marketing, of a campaign that is not: the claim finds the hours for it. */
const closedHours = (campaignId: string, at: Date) => sql`
  case
    when messages.category = 'marketing' and (select category from campaigns where id = ${campaignId}) <> 'marketing'
      then ${at}::timestamptz
  end`;
