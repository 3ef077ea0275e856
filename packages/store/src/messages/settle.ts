import type { Status } from '@recado/contract';
import { bySystem, lookedUp, type Settled, type Settlement, type StatusReport } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { batchCalls, largeBatches, retryIndividually, splitDuplicates } from '../postgres/batch.ts';
import { announce, type Move } from '../postgres/observe.ts';
import { omitNulls, prepareForMessages, repeatableEventId } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { withSidOwnership } from './twilio-sids.ts';

/** The id of the audit entry of an opt-out that Twilio reported, if this is one; the id contains the time. */
export const auditIdOf = (optsOut: boolean | undefined, at: Date): { audit_id?: string } =>
  optsOut ? { audit_id: uuidv7({ msecs: at.getTime() }) } : {};

/**
 * The part of a statement that writes an audit entry for each opt-out reported by Twilio's error codes. `messages` is
 * the part of the statement with these messages and their input. `opted_out` must return the people who were added to the list.
 */
export const optOutEntriesOf = (messages: 'locked' | 'moved'): string => `
    insert into audit_log (id, at, actor_name, action, object, detail)
    select distinct on (to_index, channel)
      audit_id, at, '${bySystem.name}', 'contact.opted_out', 'messages/' || id,
      jsonb_build_object(
        'channels', jsonb_build_array(channel), 'purpose', 'all', 'source', 'twilio ' || error_code
      )
    from ${messages}
    where opts_out and ((to_index, channel) in (select to_index, channel from opted_out)) is true
    order by to_index, channel, id`;

/**
 * Takes in status reports, those that come at the same time in one statement, and those of one message one after the
 * other. Resolves after the commit.
 */
export const makeSettleMessage = (pool: Pool) => {
  const settleRound = async (round: DisputedSettlement[]): Promise<Settled[]> => {
    const { found = [], moved = [] } = Object.groupBy(
      await settleMessages(pool, round.map(itemOfSettlement)),
      ({ channel }) => (channel ? 'moved' : 'found'),
    );
    for (const { trace: _, ...move } of moved) announce(pool, 'moved', omitNulls(move) as Move);
    const movedIds = new Set(moved.map(({ id }) => id));
    const traceOf = new Map(found.map(({ id, trace }) => [id, trace]));
    return round.map(({ messageId }) => {
      const trace = traceOf.get(messageId);
      if (trace === undefined) return { kind: 'unknown-message' };
      return { kind: movedIds.has(messageId) ? 'moved' : 'kept', ...omitNulls({ trace }) };
    });
  };
  return batchCalls(
    retryIndividually(
      withSidOwnership(
        pool,
        {
          sidOf: ({ twilioSid }: DisputedSettlement) => twilioSid,
          proofOf: ({ detail }) => (detail === lookedUp ? 'answer' : 'callback'),
          dispute: (settlement) => ({ ...settlement, isDisputed: true as const }),
        },
        (calls: readonly DisputedSettlement[]) => splitDuplicates(calls, ({ messageId }) => messageId, settleRound),
      ),
    ),
    largeBatches,
  );
};

/** `isDisputed`: another message has the SID and keeps it. Twilio's callback names this message all the same. */
type DisputedSettlement = Settlement & { isDisputed?: true };

/** A message that exists, and once more, with its move, if it moved. */
type SettledRow = { id: string; trace: Buffer | null } & { [Field in keyof Required<Move>]: Move[Field] | null };

const itemOfSettlement = (settlement: DisputedSettlement) => ({
  id: settlement.messageId,
  event_id: callbackEventId(settlement),
  at: settlement.at,
  twilio_sid: settlement.twilioSid,
  status: settlement.status,
  sources: settlement.from,
  twilio_status: settlement.twilioStatus,
  error_code: settlement.errorCode,
  error_message: settlement.errorMessage,
  detail: settlement.detail,
  sms_may_help: settlement.smsMayHelp,
  opts_out: settlement.optsOut,
  is_disputed: settlement.isDisputed,
  ...auditIdOf(settlement.optsOut, settlement.at),
});

/** The report says nothing that its time in the row cannot keep. */
const isPlain = `
      decided.twilio_status = decided.status::text and decided.error_code is null and decided.error_message is null
      and decided.detail is null and decided.is_disputed is not true`;

/**
 * Stores each report once and moves the messages that the report may move. It must come after the current
 * status, and concern the message that Twilio created last, not one from before a retry. A status looked up by a SID that
 * the message gave up since moves nothing. Returns the messages that exist, and those that moved. A report is an event, unless
 * its time in the row says all of it. The message then notes that Twilio reported this time. Times that
 * a faster report left out are filled in, because a read message was also received. A message that cannot reach the person triggers its fallback SMS. A late delivery cancels an SMS that was
 * not sent. A report of an opt-out stops all other messages of that channel to the person. The cost grows with the batch,
 * not with its square: `locked` and `moved` carry the input, and no two parts are joined.
 */
const settleMessages = prepareForMessages<ReturnType<typeof itemOfSettlement>, SettledRow>(
  'settle-messages',
  (messages) => `with requested as (
    select * from json_to_recordset($1::json) as requested (
      id uuid, event_id uuid, at timestamptz, twilio_sid text, status message_status, sources message_status[],
      twilio_status text, error_code integer, error_message text, detail text,
      sms_may_help boolean, opts_out boolean, audit_id uuid, is_disputed boolean
    )
  ),
  locked as (
    select decided.*,
      (${isPlain} and case decided.status
        when 'delivered' then decided.moves and not has_delivery or decided.is_reported_delivery
        when 'read' then decided.moves or decided.is_reported_read
        when 'sent' then decided.moves or decided.has_sid
      end) is true as is_kept_as_time
    from (
      select
        requested.*, messages.trace,
        messages.delivered_at is not null as has_delivery,
        messages.has_delivery_receipt and messages.twilio_sid = requested.twilio_sid as is_reported_delivery,
        messages.has_read_receipt and messages.twilio_sid = requested.twilio_sid as is_reported_read,
        messages.twilio_sid = requested.twilio_sid as has_sid, messages.sent_receipt_at is not null as is_reported_sent,
        (messages.status = any (requested.sources) or messages.status = 'failed' and messages.reason = 'outcome_unknown')
          and (messages.twilio_sid = requested.twilio_sid or messages.twilio_sid is null and not exists (
            select from former_sids where former_sids.twilio_sid = requested.twilio_sid
          ) and (requested.detail is distinct from '${lookedUp}' or exists (
            select from message_events as named
            where named.message_id = messages.id and named.twilio_sid = requested.twilio_sid
              and named.type = 'callback' and named.detail is distinct from '${lookedUp}'
          ))) as moves
      from requested
      join ${messages} as messages on messages.id = requested.id
      order by messages.id
      for no key update of messages
    ) as decided
  ),
  logged as (
    insert into message_events (message_id, id, at, type, status, twilio_sid, error_code, detail)
    select id, event_id, at, 'callback', twilio_status, twilio_sid, error_code, detail
    from locked
    where not is_kept_as_time
    on conflict do nothing
  ),
  moved as (
    update ${messages} as messages
    set
      status = locked.status,
      twilio_sid = case when locked.is_disputed then messages.twilio_sid else locked.twilio_sid end,
      error_code = locked.error_code,
      error_message = locked.error_message,
      reason = null,
      sent_at = case
        when locked.status in ('sent', 'delivered', 'read') then coalesce(messages.sent_at, locked.at)
        else messages.sent_at
      end,
      delivered_at = case
        when locked.status in ('delivered', 'read') then coalesce(messages.delivered_at, locked.at)
        else messages.delivered_at
      end,
      read_at = case when locked.status = 'read' then locked.at else messages.read_at end,
      sent_receipt_at = case
        when locked.status = 'sent' and locked.is_kept_as_time then locked.at else messages.sent_receipt_at
      end,
      has_delivery_receipt = case
        when locked.status = 'delivered' and locked.is_kept_as_time then true else messages.has_delivery_receipt
      end,
      has_read_receipt = case
        when locked.status = 'read' and locked.is_kept_as_time then true else messages.has_read_receipt
      end
    from locked
    where messages.id = locked.id and locked.moves
    returning
      messages.id, messages.fallback_id, messages.to_index, messages.channel, messages.category, messages.sent_at,
      locked.at, locked.status, locked.error_code, locked.sms_may_help, locked.opts_out, locked.audit_id
  ),
  noted as (
    update ${messages} as messages set sent_receipt_at = locked.at
    from locked
    where messages.id = locked.id and locked.status = 'sent' and locked.is_kept_as_time
      and not locked.moves and not locked.is_reported_sent
  ),
  opted_out as (
    insert into suppressions (to_index, channel, purpose, source, at)
    select to_index, channel, 'all', 'twilio ' || error_code, at
    from moved
    where opts_out
    order by to_index
    on conflict do nothing
    returning to_index, channel
  ),
  opt_outs_logged as (${optOutEntriesOf('moved')}
  ),
  unreachable as (
    update fallbacks set due_at = moved.at, is_unreachable = true
    from moved
    where moved.sms_may_help and moved.status in ('failed', 'undelivered') and fallbacks.message_id = moved.id
  ),
  stood_down as (
    delete from fallbacks using moved
    where moved.status in ('delivered', 'read', 'canceled')
      and moved.fallback_id is not null and fallbacks.message_id = moved.id
  ),
  needless as (
    update messages as sms set status = 'canceled', reason = 'reached_on_whatsapp'
    from moved
    where moved.status in ('delivered', 'read') and sms.id = moved.fallback_id and (sms.status = 'accepted') is true
    returning sms.id, sms.fallback_for, moved.at
  ),
  needless_logged as (
    insert into message_events (message_id, id, at, type, status)
    select id, fallback_for, at, 'canceled', 'canceled' from needless
  )
  select id, trace, null as channel, null as category, null as status, null as "errorCode", null as seconds from locked
  union all
  select id, null as trace, channel::text, category::text, status::text, error_code,
    case when status = 'delivered' then greatest(0, extract(epoch from at - sent_at))::float8 end
  from moved`,
);

/** The same report has the same id, so that it is kept once. */
export const callbackEventId = ({ twilioSid, twilioStatus, errorCode, detail }: StatusReport): string =>
  repeatableEventId([twilioSid, twilioStatus, errorCode ?? null, detail ?? null]);

/** Returns the statuses of these messages. Messages that do not exist are left out. */
export const findStatuses = async (db: Kysely<Schema>, ids: string[]): Promise<Map<string, Status>> => {
  if (!ids.length) return new Map();
  const rows = await db.selectFrom('messages').select(['id', 'status']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, status }) => [id, status]));
};
