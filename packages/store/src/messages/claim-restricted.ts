import { prepare } from '../postgres/sql.ts';
import type { ClaimedRow, Claiming } from './claim-transactional.ts';
import {
  isCapReached,
  isOptedOut,
  isOutsideServiceWindow,
  isWindowClosed,
  lacksConsent,
  latestConsent,
  outsideServiceWindow,
} from './eligibility.ts';

/** What becomes of a message now, and why, as in `suppressed opted_out`. */
export type Fate = 'sends' | 'expired' | 'canceled' | 'suppressed' | 'failed' | 'parked' | 'waits' | 'closed';

export type RestrictedRow = Omit<ClaimedRow, 'ended'> & {
  fate: Fate;
  /** Until when one waits; of all others now. */
  until: Date;
  window_until: Date | null;
  /** Of a campaign: the variables of rows that do not have them. */
  defaults: Record<string, string> | null;
};

/** What becomes of a message by what is known of it, its campaign and its person; `sends` has yet to find its turn. */
const fateOf = `
  case
    when messages.valid_until <= asked.at then 'expired'
    when octet_length(messages.to_sealed) = 0 then 'canceled erased'
    when whatsapp.status in ('delivered', 'read') then 'canceled reached_on_whatsapp'
    when campaigns.status = 'canceled' then 'canceled campaign_canceled'
    when campaigns.status in ('draft', 'scheduled', 'paused') then 'parked campaign_paused'
    when ${isWindowClosed('messages', 'asked.at')}
      then case when campaigns.id is null then 'closed' else 'parked window_closed' end
    when ${isOptedOut('messages.to_index', 'messages')} and messages.confirms is distinct from 'stop' then 'suppressed opted_out'
    when ${isOutsideServiceWindow('messages', 'asked.at')} then 'failed ${outsideServiceWindow.reason}'
    when messages.category <> 'marketing' then 'sends'
    when ${lacksConsent('messages', {
      granted: latestConsent('messages.to_index', 'messages'),
      basis: 'campaigns.consent_source',
    })} then 'suppressed no_consent'
    when messages.claimed_at is not null then 'sends'
    when ${isCapReached('campaigns', 'paces.recent', 'asked.at')} then 'suppressed frequency_cap'
    when paces.recent[cardinality(paces.recent)] > asked.at - pair_rate then 'waits pair_rate'
    else 'sends'
  end`;

/**
 * Claims what depends on more than its own row: a campaign's messages, marketing, and those of a sender with a daily
 * limit. The same as claim-messages otherwise. Locks go in one order: messages, then the senders' counts, then people.
 *
 * A person's pace is replaced only if it still is what was read: of many who send marketing to one person at the same
 * time one does, so a cap holds to the message. Who lost waits and looks again. A count is read when it is locked, so a
 * daily limit holds, too; who waits for it looks again every ten minutes, since it may be raised. Only first attempts count; what was taken back by Twilio's rate had its turn.
 */
export const claimRestricted = prepare<Claiming, RestrictedRow>(
  'claim-restricted',
  `with asked as (
    select *, interval '6 s' as pair_rate
    from json_to_recordset($1::json) as asked (id uuid, at timestamptz, look_again_at timestamptz, event_id uuid)
  ),
  due as (
    select
      messages.id, asked.at, asked.look_again_at, asked.event_id, asked.pair_rate, senders.address, senders.daily_limit,
      messages.attempts, messages.attempts_before, messages.channel, messages.category, messages.sender_id,
      messages.to_index, messages.to_sealed, messages.content_sealed, messages.template_name,
      messages.template_language, messages.valid_until, messages.window_until,
      messages.category = 'marketing' as is_marketing,
      messages.category = 'marketing' and messages.claimed_at is null and campaigns.dry_run is not true as is_paced,
      coalesce(campaigns.dry_run, false) as is_dry_run,
      campaigns.variables || coalesce(
        case when messages.fallback_for is not null then campaigns.fallback -> 'variables' end, '{}'
      ) as defaults,
      coalesce(paces.recent[greatest(1, cardinality(paces.recent) - 98):], '{}') as recent,
      ${fateOf} as fate
    from asked
    join messages on messages.id = asked.id
    join senders on senders.id = messages.sender_id
    left join campaigns on campaigns.id = messages.campaign_id
    left join messages as whatsapp on whatsapp.id = messages.fallback_for
    left join marketing_paces as paces on paces.to_index = messages.to_index and messages.category = 'marketing'
    where (messages.status = 'accepted') is true
      and (messages.due_at <= asked.at and not senders.paused or messages.valid_until <= asked.at)
      and (messages.campaign_id is not null or messages.category = 'marketing' or senders.daily_limit is not null)
    order by messages.id
    for no key update of messages
  ),
  in_turn as (
    select due.*,
      case
        when fate = 'sends' and is_paced
          and row_number() over (partition by to_index, fate, is_paced order by id) > 1 then 'waits pair_rate'
        else fate
      end as turn
    from due
  ),
  room as (
    select sender_id, people from reached_counts
    where sender_id in (select sender_id from in_turn where turn = 'sends' and daily_limit is not null)
    order by sender_id
    for no key update
  ),
  newcomers as (
    select in_turn.id, in_turn.is_marketing,
      room.people - in_turn.daily_limit
        + row_number() over (partition by in_turn.sender_id order by in_turn.is_marketing, in_turn.id) as beyond
    from in_turn join room on room.sender_id = in_turn.sender_id
    where in_turn.turn = 'sends' and in_turn.daily_limit is not null and not exists (
      select from reached_people
      where reached_people.sender_id = in_turn.sender_id and reached_people.to_index = in_turn.to_index
    )
  ),
  within_limit as (
    select in_turn.*, newcomers.beyond,
      case
        when newcomers.is_marketing and newcomers.beyond > 0 then 'waits daily_limit'
        when turn = 'sends' and is_dry_run then 'suppressed dry_run'
        else turn
      end as decided
    from in_turn left join newcomers on newcomers.id = in_turn.id
  ),
  paced as (
    insert into marketing_paces as paces (to_index, recent, last_sender_id)
    select to_index, recent || at, sender_id from within_limit where decided = 'sends' and is_paced order by to_index
    on conflict (to_index) do update set recent = excluded.recent, last_sender_id = excluded.last_sender_id
      where paces.recent[greatest(1, cardinality(paces.recent) - 98):] = trim_array(excluded.recent, 1)
    returning to_index
  ),
  final as (
    select within_limit.*,
      case
        when decided = 'sends' and is_paced and paced.to_index is null then 'waits pair_rate' else decided
      end as fate_and_reason
    from within_limit left join paced on paced.to_index = within_limit.to_index
  ),
  decided as (
    select *, split_part(fate_and_reason, ' ', 1) as kind, nullif(split_part(fate_and_reason, ' ', 2), '') as cause,
      case fate_and_reason
        when 'waits pair_rate'
          then pair_rate + case when fate = 'waits pair_rate' then recent[cardinality(recent)] else at end
        when 'waits daily_limit' then least(at + interval '10 minutes', greatest(at + interval '1 minute', (
          select reached_people.at + interval '1 day' from reached_people
          where reached_people.sender_id = final.sender_id
          order by reached_people.at offset final.beyond - 1 limit 1
        )))
        else at
      end as until
    from final
  ),
  reached as (
    insert into reached_people as reached (sender_id, to_index, at)
    select distinct on (sender_id, to_index) sender_id, to_index, at from decided
    where kind = 'sends' and daily_limit is not null
    order by sender_id, to_index, at desc
    on conflict (sender_id, to_index) do update set at = greatest(reached.at, excluded.at)
    returning sender_id, xmax = 0 as is_new
  ),
  counted as (
    update reached_counts set people = reached_counts.people + new_people.count
    from (select sender_id, count(*) as count from reached where is_new group by sender_id) as new_people
    where reached_counts.sender_id = new_people.sender_id
  ),
  moved as (
    update messages
    set
      status = case kind
        when 'sends' then 'sending' when 'waits' then 'accepted' when 'parked' then 'accepted' else kind
      end::message_status,
      reason = case when kind in ('canceled', 'suppressed', 'failed') then cause else messages.reason end,
      error_code = case kind when 'failed' then ${outsideServiceWindow.code} else messages.error_code end,
      error_message = case kind when 'failed' then '${outsideServiceWindow.message}' else messages.error_message end,
      attempts = messages.attempts + case when kind = 'sends' then 1 else 0 end,
      claimed_at = case when kind = 'sends' then decided.at else messages.claimed_at end,
      due_at = case kind
        when 'sends' then decided.look_again_at when 'parked' then 'infinity' when 'waits' then decided.until
        else messages.due_at
      end
    from decided
    where messages.id = decided.id and kind <> 'closed'
  ),
  needless as (
    delete from fallbacks using decided
    where kind in ('canceled', 'suppressed') and fallbacks.message_id = decided.id
  ),
  unreachable as (
    update fallbacks set due_at = decided.at, is_unreachable = true
    from decided where kind = 'failed' and fallbacks.message_id = decided.id
  ),
  noted as (
    insert into message_events (message_id, id, at, type, status, error_code, detail)
    select id, case when kind = 'waits' then id else event_id end, at,
      (case when kind = 'waits' then 'parked' else kind end)::event_type,
      case when kind in ('parked', 'waits') then 'accepted' else kind end,
      case kind when 'failed' then ${outsideServiceWindow.code} end, cause
    from decided
    where kind in ('expired', 'canceled', 'suppressed', 'failed', 'parked') or fate_and_reason = 'waits daily_limit'
    on conflict do nothing
  )
  select
    decided.id, decided.kind as fate, decided.until,
    decided.attempts + case when decided.kind = 'sends' then 1 else 0 end as attempts, decided.attempts_before,
    decided.channel, decided.category, decided.sender_id, decided.address, decided.to_sealed, decided.content_sealed,
    decided.template_name, decided.template_language, decided.valid_until, decided.window_until, decided.defaults,
    templates.variables, templates.content_sid, templates.body
  from decided
  left join templates
    on templates.name = decided.template_name and templates.language = decided.template_language`,
);
