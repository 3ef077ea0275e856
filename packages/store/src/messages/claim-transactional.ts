import type { Category, Channel, SmsCharset } from '@recado/contract';
import { outsideServiceWindow, type ServiceWindowError } from '@recado/messaging';
import { escapeLiteral } from 'pg';
import { prepareForMessages } from '../postgres/sql.ts';
import { isDatabaseKnown, isOptedOut, isOutsideServiceWindow, isPossiblySent } from './eligibility.ts';

/** `at` is PostgreSQL's own time unless it is given. `seen_at`: the database was seen then. */
export type Claiming = { id: string; at?: Date; lease_ms: number; event_id: string; seen_at?: Date };

/**
 * Selects the claims asked for, on PostgreSQL's clock. A claim is known again by its time, of which JavaScript keeps
 * milliseconds. After a restore nothing is claimed until it is recorded.
 */
export const requestedClaims = `
    select id, claim.at, claim.at + lease_ms * interval '1 ms' as look_again_at, event_id
    from json_to_recordset($1::json) as requested (id uuid, at timestamptz, lease_ms integer, event_id uuid, seen_at timestamptz),
      lateral (select coalesce(requested.at, date_trunc('milliseconds', now())) as at) as claim
    where ${isDatabaseKnown('requested.seen_at')}`;

/** Seconds for which a message was due at a time. */
export const waitedUntil = (at: string): string => `greatest(0, extract(epoch from ${at} - messages.due_at))::float8`;

/** A claimed message, or one that reached its final status here. `erased`: the data of its person was erased. */
export type ClaimedRow = {
  id: string;
  ended: 'expired' | 'canceled' | 'suppressed' | 'failed' | 'erased' | null;
  is_campaign: boolean;
  /** Seconds for which it was due. */
  waited: number;
  attempts: number;
  attempts_before: number;
  channel: Channel;
  category: Category;
  sender_id: string;
  address: string;
  to_sealed: Buffer;
  content_sealed: Buffer;
  template_name: string | null;
  template_language: string | null;
  valid_until: Date | null;
  trace: Buffer | null;
  /** Null when there is no such template any more. */
  variables: string[] | null;
  content_sid: string | null;
  body: string | null;
  sms_charset: SmsCharset | null;
};

/**
 * Claims accepted messages that are due and whose sender is not paused: they become `sending`, and the attempt is counted.
 * Messages that depend on more than their own row are left to claim-restricted, so that no other message pays for that.
 *
 * - A message past its validity becomes `expired`; an SMS whose WhatsApp message was delivered after all becomes `canceled`.
 * - A message to a person who opted out becomes `suppressed`, except the one that confirms the opt-out. That is the only
 *   reason to suppress a message that is not marketing.
 * - Free text that WhatsApp would refuse becomes `failed`, as if Twilio had refused it. Its fallback SMS is queued. It can be
 *   retried once the person has written.
 * - Rows are locked in the order of their ids, so that two batches cannot wait for each other. A row that another claim
 *   held is read again when it is free and then no longer fits: one claim wins.
 * - `is true` keeps the planner from the index on the status. By statistics from before a campaign it would read all
 *   accepted messages for each batch.
 */
export const makeClaimTransactional = (error: ErrorLiterals) =>
  prepareForMessages<Claiming, ClaimedRow>(
    'claim-messages',
    (messages) => `with requested as (${requestedClaims}
  ),
  due as (
    select
      messages.id, requested.at, requested.look_again_at, requested.event_id, senders.address,
      ${waitedUntil('requested.at')} as waited,
      case
        when messages.valid_until <= requested.at then 'expired'
        when octet_length(messages.to_sealed) = 0 then 'erased'
        when whatsapp.status in ('delivered', 'read') then 'canceled'
        when ${isOptedOut('messages.to_index', 'messages')} and messages.confirms is distinct from 'stop' then 'suppressed'
        when ${isOutsideServiceWindow('messages', 'requested.at')} then 'failed'
      end as ended
    from requested
    join ${messages} as messages on messages.id = requested.id
    left join messages as whatsapp on whatsapp.id = messages.fallback_for
    join senders on senders.id = messages.sender_id
    where (messages.status = 'accepted') is true
      and (messages.due_at <= requested.at and not senders.paused or messages.valid_until <= requested.at)
      and messages.campaign_id is null and messages.category <> 'marketing' and senders.people_limit is null
      and not ${isPossiblySent('messages')}
    order by messages.id
    for no key update of messages
  ),
  claimed as (
    update ${messages} as messages
    set
      status = case due.ended when 'erased' then 'canceled' else coalesce(due.ended, 'sending') end::message_status,
      reason = case due.ended
        when 'erased' then 'erased' when 'canceled' then 'reached_on_whatsapp' when 'suppressed' then 'opted_out'
        when 'failed' then '${outsideServiceWindow}' else messages.reason
      end,
      error_code = case due.ended when 'failed' then ${error.code} else messages.error_code end,
      error_message = case due.ended when 'failed' then ${error.message} else messages.error_message end,
      attempts = messages.attempts + case when due.ended is null then 1 else 0 end,
      claimed_at = case when due.ended is null then due.at else messages.claimed_at end,
      due_at = case when due.ended is null then due.look_again_at else messages.due_at end
    from due
    where messages.id = due.id
    returning
      messages.id, due.ended, messages.attempts, messages.attempts_before, messages.channel, messages.category,
      messages.sender_id, due.address, messages.to_sealed, messages.content_sealed, messages.template_name, messages.template_language,
      messages.valid_until, messages.trace, false as is_campaign, due.waited
  ),
  logged as (
    insert into message_events (message_id, id, at, type, status, error_code, detail)
    select id, event_id, at, became::event_type, became,
      case ended when 'failed' then ${error.code} end,
      case ended when 'suppressed' then 'opted_out' when 'failed' then '${outsideServiceWindow}' when 'erased' then 'erased' end
    from due, lateral (select case ended when 'erased' then 'canceled' else ended end as became) as its
    where ended is not null
  ),
  needless as (
    delete from fallbacks using due where due.ended in ('suppressed', 'erased') and fallbacks.message_id = due.id
  ),
  unreachable as (
    update fallbacks set due_at = due.at, is_unreachable = true
    from due where due.ended = 'failed' and fallbacks.message_id = due.id
  )
  select claimed.*, templates.variables, templates.content_sid, templates.body, templates.sms_charset
  from claimed
  left join templates
    on templates.name = claimed.template_name and templates.language = claimed.template_language`,
  );

/** Writes the error for free text outside the service window, as literals in SQL. */
export type ErrorLiterals = { code: string; message: string };

export const literalsOf = (error: ServiceWindowError | undefined): ErrorLiterals => ({
  code: error ? String(error.code) : 'null::integer',
  message: error ? escapeLiteral(error.message) : 'null::text',
});
