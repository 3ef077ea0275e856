import type { RetriedMessages, Status } from '@recado/contract';
import type { MessageSelection, Retried, RetryFilter, Retrying } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { writeAuditEntry } from '../audit/audit.ts';
import type { Schema } from '../schema/index.ts';
import { findRepeat, orKeyInUse, takeKey } from './idempotency.ts';
import { enqueueingOfRow } from './rows.ts';

/**
 * Makes messages accepted again. A repeated Idempotency-Key changes nothing and returns the result of the first
 * request.
 */
export const makeRetryMessages =
  (db: Kysely<Schema>) =>
  async (retrying: Retrying): Promise<Retried> => {
    const result = await retryAndAudit(db, retrying).catch(orKeyInUse);
    if ('kind' in result) return result;
    const { isFirst, moved, refused } = result;
    const repeat = !isFirst && retrying.key ? await findRepeat<RetriedMessages>(db, retrying.key) : undefined;
    if (repeat) return repeat;
    const queued = moved.filter(({ campaign_id: campaignId }) => campaignId === null);
    const parked = moved.length - queued.length;
    return { kind: 'retried', jobs: queued.map(enqueueingOfRow), refused, ...(parked > 0 && { parked }) };
  };

const retryAndAudit = (db: Kysely<Schema>, retrying: Retrying): Promise<RetryResult> => {
  const { audit } = retrying;
  if (!audit) return saveRetries(db, retrying);
  return db.transaction().execute(async (trx) => {
    const result = await saveRetries(trx, retrying);
    const { moved, refused } = result;
    if (moved.length)
      await writeAuditEntry(trx, { ...audit, detail: { ...audit.detail, retried: moved.length, refused } });
    return result;
  });
};

type RetriedRow = Parameters<typeof enqueueingOfRow>[0];

/** `isFirst` is false when the request's key came before: then nothing was done. */
type RetryResult = { isFirst: boolean; moved: RetriedRow[]; refused: number };

type Selection = MessageSelection & { statuses: readonly Status[]; errorCode?: number };

/** The second condition serves an index. It has sent messages in two places, and delivered ones in none. */
const hasStatus = (statuses: readonly Status[]): RawBuilder<boolean> => {
  const places = statuses.includes('sent') ? [...statuses, 'sending'] : statuses;
  const isIndexed = !statuses.includes('delivered') && !statuses.includes('read');
  return sql`(status = any (${statuses}::message_status[])
    ${isIndexed ? sql`and indexed_as = any (${places}::message_status[])` : sql``})`;
};

/** The condition that a selection of messages is, in SQL. */
export const conditionOf = (filter: Selection): RawBuilder<unknown> => {
  const { id, statuses, errorCode, reference, campaignId, singleOnly, createdFrom, createdBefore, range } = filter;
  const conditions = [
    hasStatus(statuses),
    id === undefined ? undefined : sql`id = ${id}`,
    errorCode === undefined ? undefined : sql`error_code = ${errorCode}`,
    reference === undefined ? undefined : sql`reference = ${reference}`,
    campaignId === undefined ? undefined : sql`campaign_id = ${campaignId}`,
    singleOnly ? sql`campaign_id is null` : undefined,
    createdFrom === undefined ? undefined : sql`created_at >= ${createdFrom}`,
    createdBefore === undefined ? undefined : sql`created_at < ${createdBefore}`,
    range && sql`id > ${range.afterId} and id <= ${range.untilId}`,
  ];
  return sql.join(
    conditions.filter((condition) => condition !== undefined),
    sql` and `,
  );
};

/** Twilio may have delivered it, so only a request that names it sends it again. */
const isForAPerson = ({ id }: RetryFilter): RawBuilder<unknown> =>
  id === undefined ? sql`coalesce(reason = 'outcome_unknown', false)` : sql`false`;

/**
 * The fallback SMS is in flight or was sent. This is a value, because the planner turns `exists` into a join. With
 * statistics from before the campaign ended, that join reads all messages for each one.
 */
const hasItsSms = sql`coalesce((
  select sms.status in ('accepted', 'sending', 'sent', 'delivered', 'read') from messages as sms
  where sms.id = messages.fallback_id
), false)`;

/**
 * Makes messages accepted again, with the attempts and the validity of new ones. Their earlier SIDs are set aside, so
 * that a late callback does not count for the new attempt. The events share an id, which must only differ within one
 * message. What the row kept instead of events becomes events.
 *
 * A campaign's messages are parked and queued like the rest of its audience. A completed campaign runs again, and its
 * history says so. Its row is locked in any case, so that it is not completed at this moment.
 */
const saveRetries = async (db: Kysely<Schema>, retrying: Retrying): Promise<RetryResult> => {
  const { filter, at, by, neverAfter, hasOwnEvent = false } = retrying;
  const { rows } = await sql<{ is_first: boolean; moved: RetriedRow[]; refused: number }>`
    with found as (
      select id, twilio_sid, error_code, coalesce(send_at, created_at) as since, sent_at, sent_receipt_at, submitted_attempt
      from messages
      where ${conditionOf(filter)} and (error_code is null or error_code <> all (${neverAfter}::integer[]))
        and not ${isForAPerson(filter)} and not ${hasItsSms} and octet_length(to_sealed) > 0
        and octet_length(content_sealed) > 0
      order by id limit ${filter.limit}
      for no key update
    ),
    refused as (
      select count(*)::int as count from messages
      where ${conditionOf(filter)} and (error_code = any (${neverAfter}::integer[]) or ${isForAPerson(filter)})
    ),
    first as (${takeKey(retrying, 'retried')}),
    chosen as (select found.* from found where exists (select from first)),
    former as (
      insert into former_sids (twilio_sid, message_id)
      select message_events.twilio_sid, message_id from message_events join chosen on chosen.id = message_id
      where message_events.twilio_sid is not null
      union
      select twilio_sid, id from chosen where twilio_sid is not null
      on conflict do nothing
    ),
    moved as (
      update messages
      set status = 'accepted', due_at = case when campaign_id is null then ${at}::timestamptz else 'infinity' end,
        attempts_before = attempts, is_late = null, twilio_sid = null, sent_at = null,
        sent_receipt_at = null, submitted_attempt = null,
        error_code = null, error_message = null, reason = null, price = null, price_currency = null,
        valid_until = ${at}::timestamptz + (valid_until - coalesce(
          (select max(at) from message_events where message_id = messages.id and type = 'retried'), chosen.since))
      from chosen
      where messages.id = chosen.id
      returning messages.id, messages.sender_id, messages.campaign_id, messages.segments
    ),
    open as (
      select id, status from campaigns
      where id in (select campaign_id from moved) and status in ('running', 'completed')
      order by id for no key update
    ),
    again as (
      update campaigns set status = 'running', ended_at = null
      from open where campaigns.id = open.id and open.status = 'completed'
      returning campaigns.id
    ),
    told as (
      insert into campaign_events (campaign_id, id, at, type, by)
      select id, ${uuidv7()}::uuid, ${at}::timestamptz, 'retried', ${by} from again where ${!hasOwnEvent}
    ),
    standing_by as (
      update fallbacks
      set is_unreachable = false, due_at = ${at}::timestamptz + least(after_seconds, valid_seconds) * interval '1 s'
      from chosen where fallbacks.message_id = chosen.id
    ),
    logged as (
      insert into message_events (message_id, id, at, type, status, twilio_sid, error_code, detail)
      select id, ${uuidv7()}, ${at}, 'retried', 'accepted', twilio_sid, error_code, ${`by ${by}`} from chosen
    ),
    kept as (${keepAsEvents()}
    )
    select exists (select from first) as is_first, (select count from refused) as refused,
      coalesce((select json_agg(moved) from moved), '[]') as moved`.execute(db);
  const [{ is_first: isFirst, moved, refused } = { is_first: false, moved: [], refused: 0 }] = rows;
  return { isFirst, moved, refused };
};

/** See repeatableEventId: the callback may come again, and is stored once. */
const callbackId = sql`(
  select encode(
    set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 128), 8, get_byte(hash, 8) & 63 | 128), 'hex'
  )::uuid
  from (
    select substring(sha256(convert_to('[' || to_json(twilio_sid)::text || ',"sent",null,null]', 'UTF8')) for 16) as hash
  ) as hashed
)`;

/** Writes the events that the chosen rows kept as times. A retry gives a row another SID. */
const keepAsEvents = (): RawBuilder<unknown> => sql`
      insert into message_events (message_id, id, at, type, status, attempt, twilio_sid)
      select id, ${uuidv7()}::uuid, sent_at, 'submitted'::event_type, 'sent', submitted_attempt, twilio_sid from chosen
      where submitted_attempt is not null
      union all
      select id, ${callbackId}, sent_receipt_at, 'callback', 'sent', null, twilio_sid from chosen
      where sent_receipt_at is not null
      on conflict do nothing`;
