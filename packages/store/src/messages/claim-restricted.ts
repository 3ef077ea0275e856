import { claimRules, type ServiceWindowError } from '@recado/messaging';
import { escapeLiteral } from 'pg';
import { prepareForMessages } from '../postgres/sql.ts';
import { isFirstTurn, outcomeOf, ownReason, pairRate, recentTimes, seconds, type Outcome } from './claim-reasons.ts';
import { requestedClaims, waitedUntil, type ClaimedRow, type Claiming } from './claim-transactional.ts';

export type RestrictedRow = ClaimedRow & {
  outcome: Outcome;
  /** When a waiting message is claimed again; the time of the claim for others. */
  until: Date;
  window_until: Date | null;
  /** Selects the campaign's variables, for rows of its file that lack them. */
  defaults: Record<string, string> | null;
};

const limitWait = claimRules.limitWaitSeconds;

const comparedFirst = 'The database was restored: the message is looked up at Twilio before it may be sent';

/**
 * Claims messages that depend on more than their own row, and ends those that must not be sent. These are messages of campaigns,
 * marketing, messages of a sender with a limit of people, fallback SMS, and messages from before a restore. It takes any
 * other message too, so it decides what claim-transactional has left for any reason.
 *
 * - A message past its validity becomes `expired`; an SMS whose WhatsApp message was delivered after all becomes `canceled`.
 * - A message to a person who opted out becomes `suppressed`, except the one that confirms the opt-out. That is the only
 *   reason to suppress a message that is not marketing.
 * - Free text that WhatsApp would refuse becomes `failed`, as if Twilio had refused it. Its fallback SMS is queued. It can be
 *   retried once the person has written.
 * - Locks are taken in one order: messages, then the counts of senders or portfolios, then people.
 * - The times of a person's marketing are replaced only if they are still those that were read. Of several messages to one
 *   person at the same time, one is sent, and the others are claimed again later. So a cap is exact.
 * - The count is read when it is locked, so a limit of people is exact too, for all senders of a portfolio.
 * - A message that may have been sent before a restore of the database becomes `sending`, without a request: it is resolved.
 * - Only first attempts count: a message that Twilio's rate limit sent back had its turn.
 */
export const makeClaimRestricted = (serviceWindowError: ServiceWindowError | undefined) => {
  const error = literalsOf(serviceWindowError);
  return prepareForMessages<Claiming, RestrictedRow>(
    'claim-restricted',
    (messages) => `with requested as (${requestedClaims}
  ),
  due as (
    select
      messages.id, requested.at, requested.look_again_at, requested.event_id, senders.inbound_behind_since, senders.address,
      senders.people_limit, senders.limit_group,
      messages.attempts, messages.attempts_before, messages.channel, messages.category, messages.sender_id,
      messages.to_index, messages.to_sealed, messages.content_sealed, messages.template_name,
      messages.template_language, messages.valid_until, messages.window_until, messages.trace,
      messages.category = 'marketing' as is_marketing,
      messages.campaign_id is not null as is_campaign, ${waitedUntil('requested.at')} as waited,
      messages.category = 'marketing' and ${isFirstTurn} and campaigns.dry_run is not true as is_paced,
      coalesce(campaigns.dry_run, false) as is_dry_run,
      campaigns.variables || coalesce(
        case when messages.fallback_for is not null then campaigns.fallback -> 'variables' end, '{}'
      ) as defaults,
      coalesce(${recentTimes}, '{}') as recent,
      ${ownReason} as own_reason
    from requested
    join ${messages} as messages on messages.id = requested.id
    join senders on senders.id = messages.sender_id
    left join campaigns on campaigns.id = messages.campaign_id
    left join marketing_paces as paces on paces.to_index = messages.to_index and messages.category = 'marketing'
    where (messages.status = 'accepted') is true
      and (messages.due_at <= requested.at and not senders.paused or messages.valid_until <= requested.at)
    order by messages.id
    for no key update of messages
  ),
  in_turn as (
    select due.*,
      case
        when own_reason is null and is_paced
          and row_number() over (partition by to_index, own_reason is null, is_paced order by id) > 1 then 'pair_rate'
        else own_reason
      end as turn_reason
    from due
  ),
  room as (
    select limit_group, people from reached_counts
    where limit_group in (select limit_group from in_turn where turn_reason is null and people_limit is not null)
    order by limit_group
    for no key update
  ),
  newcomers as (
    select in_turn.id, in_turn.is_marketing,
      room.people - in_turn.people_limit
        + row_number() over (partition by in_turn.limit_group order by in_turn.is_marketing, in_turn.id) as beyond
    from in_turn join room on room.limit_group = in_turn.limit_group
    where in_turn.turn_reason is null and in_turn.people_limit is not null and not exists (
      select from reached_people
      where reached_people.limit_group = in_turn.limit_group and reached_people.to_index = in_turn.to_index
    )
  ),
  within_limit as (
    select in_turn.*, newcomers.beyond,
      case
        when newcomers.is_marketing and newcomers.beyond > 0 then 'daily_limit'
        when turn_reason is null and is_dry_run then 'dry_run'
        else turn_reason
      end as limit_reason
    from in_turn left join newcomers on newcomers.id = in_turn.id
  ),
  paced as (
    insert into marketing_paces as paces (to_index, recent, last_sender_id)
    select to_index, recent || at, sender_id from within_limit where limit_reason is null and is_paced order by to_index
    on conflict (to_index) do update set recent = excluded.recent, last_sender_id = excluded.last_sender_id
      where ${recentTimes} = trim_array(excluded.recent, 1)
    returning to_index
  ),
  final as (
    select within_limit.*,
      case
        when limit_reason is null and is_paced and paced.to_index is null then 'pair_rate' else limit_reason
      end as reason
    from within_limit left join paced on paced.to_index = within_limit.to_index
  ),
  decided as (
    select *, ${outcomeOf('reason')} as outcome,
      case reason
        when 'pair_rate'
          then ${pairRate} + case when own_reason = 'pair_rate' then recent[cardinality(recent)] else at end
        when 'inbound_unread' then at + greatest(${seconds(1)}, least(${seconds(60)}, (at - inbound_behind_since) / 4))
        when 'low_quality' then at + ${seconds(60)}
        when 'daily_limit' then least(at + ${seconds(limitWait.most)}, greatest(at + ${seconds(limitWait.least)}, (
          select reached_people.at + interval '1 day' from reached_people
          where reached_people.limit_group = final.limit_group
          order by reached_people.at offset final.beyond - 1 limit 1
        )))
        else at
      end as until
    from final
  ),
  reached as (
    insert into reached_people as reached (limit_group, to_index, at)
    select distinct on (limit_group, to_index) limit_group, to_index, at from decided
    where outcome = 'sends' and people_limit is not null
    order by limit_group, to_index, at desc
    on conflict (limit_group, to_index) do update set at = greatest(reached.at, excluded.at)
    returning limit_group, xmax = 0 as is_new
  ),
  counted as (
    update reached_counts set people = reached_counts.people + new_people.count
    from (select limit_group, count(*) as count from reached where is_new group by limit_group) as new_people
    where reached_counts.limit_group = new_people.limit_group
  ),
  moved as (
    update ${messages} as messages
    set
      status = case outcome
        when 'sends' then 'sending' when 'resolved' then 'sending' when 'waits' then 'accepted' when 'parked' then 'accepted' else outcome
      end::message_status,
      reason = case when outcome in ('canceled', 'suppressed', 'failed', 'resolved') then decided.reason else messages.reason end,
      error_code = case outcome when 'failed' then ${error.code} else messages.error_code end,
      error_message = case outcome
        when 'failed' then ${error.message} when 'resolved' then '${comparedFirst}' else messages.error_message
      end,
      attempts = messages.attempts + case when outcome in ('sends', 'resolved') then 1 else 0 end,
      claimed_at = case when outcome in ('sends', 'resolved') then decided.at else messages.claimed_at end,
      due_at = case outcome
        when 'sends' then decided.look_again_at when 'resolved' then ${resolvedFrom} when 'parked' then 'infinity' when 'waits' then decided.until
        else messages.due_at
      end
    from decided
    where messages.id = decided.id and outcome <> 'closed'
  ),
  needless as (
    delete from fallbacks using decided
    where outcome in ('canceled', 'suppressed') and fallbacks.message_id = decided.id
  ),
  unreachable as (
    update fallbacks set due_at = decided.at, is_unreachable = true
    from decided where outcome = 'failed' and fallbacks.message_id = decided.id
  ),
  logged as (
    insert into message_events (message_id, id, at, type, status, error_code, detail)
    select id, case when outcome = 'waits' then id else event_id end, at,
      (case when outcome in ('parked', 'waits') then 'waiting' when outcome = 'resolved' then 'unknown' else outcome end)::event_type,
      case when outcome in ('parked', 'waits') then 'accepted' when outcome = 'resolved' then 'sending' else outcome end,
      case outcome when 'failed' then ${error.code} end, nullif(reason, 'expired')
    from decided
    where outcome not in ('sends', 'closed', 'waits') or reason in ('daily_limit', 'inbound_unread', 'low_quality')
    on conflict do nothing
  )
  select
    decided.id, decided.outcome, decided.until, decided.is_campaign, decided.waited,
    decided.attempts + case when decided.outcome = 'sends' then 1 else 0 end as attempts, decided.attempts_before,
    decided.channel, decided.category, decided.sender_id, decided.address, decided.to_sealed, decided.content_sealed,
    decided.template_name, decided.template_language, decided.valid_until, decided.window_until, decided.trace, decided.defaults,
    templates.variables, templates.content_sid, templates.body, templates.sms_charset
  from decided
  left join templates
    on templates.name = decided.template_name and templates.language = decided.template_language`,
  );
};

/** Writes the error for free text outside the service window, as literals in SQL. */
const literalsOf = (error: ServiceWindowError | undefined) => ({
  code: error ? String(error.code) : 'null::integer',
  message: error ? escapeLiteral(error.message) : 'null::text',
});

/** Twilio's list may be late, so the last messages before the restore need some time to appear in it. */
const resolvedFrom = `greatest(
  decided.at, (select max(found_at) from restores where found_at <= decided.at) + (decided.look_again_at - decided.at)
)`;
