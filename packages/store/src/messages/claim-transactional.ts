import type { Category, Channel, SmsCharset } from '@recado/contract';
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

/** A claimed message. */
export type ClaimedRow = {
  id: string;
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
 * Messages that depend on another message, a campaign or a count, and those that must not be sent, are left to
 * claim-restricted. So no other message pays for these.
 *
 * - Rows are locked in the order of their ids, so that two batches cannot wait for each other. A row that another claim
 *   held is read again when it is free and then no longer fits: one claim wins.
 * - `is true` keeps the planner from the index on the status. By statistics from before a campaign it would read all
 *   accepted messages for each batch. `case` keeps it from turning the look at the opt-outs into a join.
 */
export const claimTransactional = prepareForMessages<Claiming, ClaimedRow>(
  'claim-messages',
  (messages) => `with requested as (${requestedClaims}
  ),
  due as (
    select messages.id, requested.at, requested.look_again_at, senders.address, ${waitedUntil('requested.at')} as waited
    from requested
    join ${messages} as messages on messages.id = requested.id
    join senders on senders.id = messages.sender_id
    where (messages.status = 'accepted') is true and messages.due_at <= requested.at and not senders.paused
      and (messages.valid_until is null or messages.valid_until > requested.at)
      and messages.campaign_id is null and messages.category <> 'marketing' and messages.fallback_for is null
      and senders.people_limit is null and octet_length(messages.to_sealed) > 0
      and case
        when ${isOptedOut('messages.to_index', 'messages')} and messages.confirms is distinct from 'stop' then false
        when ${isOutsideServiceWindow('messages', 'requested.at')} then false
        else not ${isPossiblySent('messages')}
      end
    order by messages.id
    for no key update of messages
  ),
  claimed as (
    update ${messages} as messages
    set status = 'sending', attempts = messages.attempts + 1, claimed_at = due.at, due_at = due.look_again_at
    from due
    where messages.id = due.id
    returning
      messages.id, messages.attempts, messages.attempts_before, messages.channel, messages.category, messages.sender_id,
      due.address, messages.to_sealed, messages.content_sealed, messages.template_name, messages.template_language,
      messages.valid_until, messages.trace, false as is_campaign, due.waited
  )
  select claimed.*, templates.variables, templates.content_sid, templates.body, templates.sms_charset
  from claimed
  left join templates
    on templates.name = claimed.template_name and templates.language = claimed.template_language`,
);
