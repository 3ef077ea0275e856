import type { BudgetLeft, FeedRequest, FeedResult, FeedTransaction } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { enqueueingOfRow } from '../messages/rows.ts';
import type { Schema } from '../schema/index.ts';
import { savePause, type CampaignPause } from './change.ts';
import { recordCampaignConsent } from './consent.ts';
import { findBacklog } from './feed-backlog.ts';
import { lockFirstPart } from './first-part.ts';
import { feedRecipients } from './feed-recipients.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Runs `work` in the only transaction that feeds this sender; returns `undefined` if another one is doing so. */
export const makeFeedTransaction =
  (deps: Deps) =>
  <T>(senderId: string, work: (feed: FeedTransaction) => Promise<T>): Promise<T | undefined> =>
    deps.kysely.transaction().execute(async (trx) => {
      const { rows } = await sql<{ taken: boolean }>`
        select pg_try_advisory_xact_lock(hashtextextended(${`feed:${senderId}`}, 0)) as taken`.execute(trx);
      if (!rows[0]?.taken) return undefined;
      await lockDay(trx);
      return work(feedingOf({ ...deps, kysely: trx }, senderId));
    });

const feedingOf = ({ kysely: db, sealer, indexOf }: Deps, senderId: string): FeedTransaction => ({
  countQueued: () => countQueued(db, senderId),
  findBacklog: () => findBacklog(db, senderId),
  lockBudget: (campaignId, at) => lockBudget(db, campaignId, at),
  lockFirstPart: (campaignId, at) => lockFirstPart(db, campaignId, at),
  releaseParked: (request) => releaseParked(db, senderId, request),
  feedNext: (request) => feedNext(db, senderId, request),
  recordConsent: (messageIds, at) => recordCampaignConsent({ db, sealer, indexOf }, messageIds, at),
  pauseWhenSent: (campaignId, reason, at) => pauseWhenSent(db, campaignId, { reason, at }),
});

const atOnce = 1_000;
/**
 * A large audience has many people per slot and a small one few, so the number of slots that are read grows step by
 * step.
 */
const spans = [1, 1, 4, 16, 64];

/**
 * Feeds the next people of a sender's cursor: as many as requested, or fewer if no more are left or fit in one batch.
 */
const feedNext = async (db: Kysely<Schema>, senderId: string, request: FeedRequest): Promise<FeedResult> => {
  const fed: FeedResult = { jobs: [], units: 0, people: 0, isOver: false, isBeyondBudget: false };
  let { budgetLeft } = request;
  for (const span of spans) {
    const units = request.units - fed.units;
    const limit = Math.min(units, atOnce - fed.people);
    if (limit <= 0 || fed.isOver || fed.isBeyondBudget) break;
    const step = await feedRecipients(db, {
      ...request,
      ...(budgetLeft !== undefined && { budgetLeft }),
      senderId,
      units,
      span,
      limit,
    });
    fed.jobs.push(...step.moved.map(enqueueingOfRow));
    fed.units += step.units;
    fed.people += step.people;
    fed.isOver = step.is_over;
    fed.isBeyondBudget = step.beyond_budget;
    budgetLeft = step.budget_left ?? undefined;
  }
  return { ...fed, ...(budgetLeft !== undefined && { budgetLeft }) };
};

/** Each campaign's share of a sender's queue: messages, and segments for SMS. Parked messages have no job. */
const countQueued = async (db: Kysely<Schema>, senderId: string): Promise<Map<string, number>> => {
  const { rows } = await sql<{ campaign_id: string; units: number }>`
    select campaign_id, sum(coalesce(segments, 1))::int as units
    from messages
    where sender_id = ${senderId} and indexed_as = 'accepted' and campaign_id is not null and due_at < 'infinity'
    group by campaign_id`.execute(db);
  return new Map(rows.map(({ campaign_id: campaignId, units }) => [campaignId, units]));
};

/**
 * All feeders spend of the day's budget, if there is one: they come one after the other. Before any campaign is held, so that
 * no two wait for each other.
 */
const lockDay = async (db: Kysely<Schema>): Promise<void> => {
  await sql`select from settings where name = 'daily_budget' for no key update`.execute(db);
};

/**
 * The amount that a campaign may still spend: the smaller rest of its own budget and of the UTC day's. Charged and
 * reserved amounts are deducted; without a budget it is undefined. Other transactions that spend from it wait until
 * this one ends. The sums are a separate statement, so that they see the rows of those transactions.
 */
const lockBudget = async (db: Kysely<Schema>, campaignId: string, at: Date): Promise<BudgetLeft | undefined> => {
  await sql`select from campaigns where id = ${campaignId} for no key update`.execute(db);
  const day = sql`(${at}::timestamptz at time zone 'UTC')::date`;
  const { rows } = await sql<BudgetLeft & { left: string | null }>`
    with budgets as (
      select 'budget' as of, budget_amount
        - coalesce((select amount from campaign_costs where campaign_id = ${campaignId}), 0)
        - coalesce((select sum(cost_change) from campaign_deltas where campaign_id = ${campaignId}), 0) as left_over
      from campaigns where id = ${campaignId}
      union all
      select 'daily_budget', (value ->> 'amount')::numeric
        - coalesce((select amount from spend_days where day = ${day}), 0)
        - coalesce((select sum(cost_change) from campaign_deltas where day = ${day}), 0)
      from settings where name = 'daily_budget'
    )
    select of, left_over::text as left from budgets where left_over is not null order by left_over limit 1`.execute(db);
  return rows[0];
};

/**
 * Pauses a campaign once none of its messages is queued or in flight. Their cost is reserved in the budget, and a pause
 * would keep them from being sent. Until then no more people are fed.
 */
const pauseWhenSent = async (db: Kysely<Schema>, campaignId: string, pause: CampaignPause): Promise<void> => {
  const { rows } = await sql`
    select from campaigns where id = ${campaignId} and (
      exists (
        select from messages
        where sender_id = any (campaigns.sender_ids) and campaign_id = ${campaignId}
          and indexed_as = 'accepted' and due_at < 'infinity'
      )
      or exists (select from messages where indexed_as = 'sending' and status = 'sending' and campaign_id = ${campaignId})
    )`.execute(db);
  if (rows.length === 0) await savePause(db, campaignId, pause);
};

type Row = Parameters<typeof enqueueingOfRow>[0] & { units: number; status: 'accepted' | 'suppressed' };

/** Gives parked messages of a sender their turn, the oldest first; those that can never have one are suppressed. */
const releaseParked = async (db: Kysely<Schema>, senderId: string, request: FeedRequest): Promise<FeedResult> => {
  const { campaignId, zoneSet, units, at, windowUntil } = request;
  const isNever = windowUntil === 'never';
  const limit = Math.min(units, atOnce);
  const { rows } = await sql<Row>`
    with parked as (
      select id, coalesce(segments, 1) as units from messages
      where sender_id = ${senderId} and campaign_id = ${campaignId} and zone_set = ${zoneSet}
        and indexed_as = 'accepted' and due_at = 'infinity'
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
