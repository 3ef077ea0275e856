import type { Category, Channel, Status } from '@recado/contract';
import { claimRules, outsideServiceWindow, type Claim } from '@recado/messaging';
import type { Pool } from 'pg';
import { announce } from '../postgres/observe.ts';
import { prepare } from '../postgres/sql.ts';
import {
  isCapReached,
  isDatabaseKnown,
  isInboundUnread,
  isMarketingPaused,
  isOptedOut,
  isOptOutUnclear,
  isOutsideServiceWindow,
  isPossiblySent,
  isWindowClosed,
  lacksConsent,
  latestConsent,
} from './eligibility.ts';

/** A message that is not sent now has one of these reasons, and each reason leads to one outcome. */
const outcomes = {
  expired: 'expired',
  erased: 'canceled',
  restored: 'resolved',
  reached_on_whatsapp: 'canceled',
  campaign_canceled: 'canceled',
  campaign_paused: 'parked',
  window_closed: 'parked',
  hours_over: 'closed',
  opted_out: 'suppressed',
  opt_out_unclear: 'suppressed',
  [outsideServiceWindow]: 'failed',
  no_consent: 'suppressed',
  frequency_cap: 'suppressed',
  dry_run: 'suppressed',
  pair_rate: 'waits',
  daily_limit: 'waits',
  inbound_unread: 'waits',
  low_quality: 'waits',
} as const;

/** `closed`: marketing whose hours are over; the caller finds the next ones. `resolved`: Twilio's list is asked first. */
export type Outcome = 'sends' | (typeof outcomes)[keyof typeof outcomes];

export const outcomeOf = (reason: string): string => `
  case ${reason} ${Object.entries(outcomes)
    .map(([each, outcome]) => `when '${each}' then '${outcome}'`)
    .join(' ')} else 'sends' end`;

export const seconds = (count: number): string => `interval '${count} s'`;
export const pairRate = seconds(claimRules.pairSeconds);

/** Leaves room for the time of one more message. */
export const recentTimes = `paces.recent[greatest(1, cardinality(paces.recent) - ${claimRules.keptTimes - 2}):]`;

/** Nobody has claimed the message to send it. A comparison after a restore leaves the time of that restore. */
export const isFirstTurn = `(
  messages.claimed_at is null or exists (select from restores where restores.found_at = messages.claimed_at)
)`;

/** The first reason not to send a message that its row, its campaign or its person gives. */
export const ownReason = `
  case
    when campaigns.dry_run is not true and octet_length(messages.to_sealed) > 0 and ${isPossiblySent('messages')}
      then 'restored'
    when messages.valid_until <= requested.at then 'expired'
    when octet_length(messages.to_sealed) = 0 then 'erased'
    when status_of_message(messages.fallback_for) in ('delivered', 'read') then 'reached_on_whatsapp'
    when campaigns.status = 'canceled' then 'campaign_canceled'
    when campaigns.status in ('draft', 'scheduled', 'paused') then 'campaign_paused'
    when ${isWindowClosed('messages', 'requested.at')}
      then case
        when campaigns.id is null or messages.category = 'marketing' and campaigns.category <> 'marketing' then 'hours_over'
        else 'window_closed'
      end
    when ${isOptedOut('messages.to_index', 'messages')} and messages.confirms is distinct from 'stop' then 'opted_out'
    when ${isOutsideServiceWindow('messages', 'requested.at')} then '${outsideServiceWindow}'
    when messages.category <> 'marketing' then null
    when ${isOptOutUnclear('messages.to_index', 'messages')} then 'opt_out_unclear'
    when ${isInboundUnread('senders', 'requested.at')} then 'inbound_unread'
    when ${isMarketingPaused('senders')} then 'low_quality'
    when ${lacksConsent('messages', {
      granted: latestConsent('messages.to_index', 'messages'),
      basis: 'campaigns.consent_source',
    })} then 'no_consent'
    when not ${isFirstTurn} then null
    when ${isCapReached('campaigns', 'paces.recent', 'requested.at')} then 'frequency_cap'
    when paces.recent[cardinality(paces.recent)] > requested.at - ${pairRate} then 'pair_rate'
  end`;

type ObservedRow = { channel: Channel; category: Category; is_campaign: boolean; waited: number };

/** Tells the observer how long a claimed message was due, and which status one reached that is not sent. */
export const observeClaim = (pool: Pool, row: ObservedRow, outcome: Outcome): void => {
  const { channel, category, is_campaign: isCampaign, waited } = row;
  if (outcome === 'sends')
    announce(pool, 'claimed', { lane: isCampaign ? 'campaign' : 'transactional', seconds: waited });
  const status = endOf(outcome);
  if (status) announce(pool, 'moved', { channel, category, status });
};

const endOf = (outcome: Outcome): Status | undefined => {
  switch (outcome) {
    case 'expired':
    case 'canceled':
    case 'suppressed':
    case 'failed':
      return outcome;
    default:
      return undefined;
  }
};

type UnclaimedRow = {
  id: string;
  status: Status;
  due_at: Date;
  parked: boolean;
  paused: boolean;
  /** False until a restore of the database is recorded. */
  is_known: boolean;
  now: Date;
};

/** The state of messages that were not claimed. */
export const findUnclaimed = prepare<{ id: string; seen_at?: Date }, UnclaimedRow>(
  'find-unclaimed',
  `select messages.id, messages.status, messages.due_at, messages.due_at = 'infinity' as parked, senders.paused, now(),
    ${isDatabaseKnown('requested.seen_at')} as is_known
  from json_to_recordset($1::json) as requested (id uuid, seen_at timestamptz)
  join messages on messages.id = requested.id
  join senders on senders.id = messages.sender_id`,
);

/** Says why a message was not claimed. */
export const whyNot = (row: UnclaimedRow | undefined, { at = row?.now }: { at?: Date }): Claim => {
  if (row?.status !== 'accepted' || row.parked || at === undefined) return { kind: 'over' };
  if (row.due_at > at) return { kind: 'early', at: row.due_at };
  // A sender that is no longer paused was resumed in this moment.
  return row.paused || !row.is_known ? { kind: 'held' } : { kind: 'early', at };
};
