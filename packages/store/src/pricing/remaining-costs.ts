import type { RemainingCosts } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Pool } from 'pg';
import { makeConcurrencyLimit } from '../postgres/batch.ts';
import { inBulkTransaction } from '../postgres/sql.ts';
import { poolOf } from '../campaigns/rows.ts';
import { knownExclusion } from '../messages/eligibility.ts';
import type { Schema } from '../schema/index.ts';

type Row = { is_own: boolean; amount: string; currency: string };

/**
 * Adds up what a campaign and the others that run still have to spend. People without a message and messages
 * that wait count by the price list, but no more than the rest of a budget. One sum is made at a time.
 */
export const makeFindRemainingCosts = (db: Kysely<Schema>, bulkPool: Pool) => {
  const limit = makeConcurrencyLimit(1);
  return async (campaignId: string): Promise<RemainingCosts> => {
    if (!(await isAnyLaunched(db, campaignId))) return {};
    await new Promise<void>((resolve) => limit.enter(resolve));
    try {
      const { rows } = await inBulkTransaction(bulkPool, (bulk) => sumUp(campaignId).execute(bulk.db));
      const sumOf = (isOwn: boolean) => rows.find((row) => row.is_own === isOwn);
      const [own, others] = [sumOf(true), sumOf(false)];
      return {
        ...(own && { own: { amount: own.amount, currency: own.currency } }),
        ...(others && { others: { amount: others.amount, currency: others.currency } }),
      };
    } finally {
      limit.leave();
    }
  };
};

const isAnyLaunched = async (db: Kysely<Schema>, campaignId: string): Promise<boolean> => {
  const { rows } = await sql`
    select from campaigns
    where not dry_run and (status = 'running' or id = ${campaignId} and launched_at is not null) limit 1`.execute(db);
  return rows.length > 0;
};

const sumUp = (campaignId: string) => sql<Row>`
  with wanted as (
    select campaigns.*, id = ${campaignId} as is_own from campaigns
    where not dry_run and launched_at is not null and (status = 'running' or id = ${campaignId})
  ),
  unfed as (
    select wanted.id, wanted.channel, wanted.category, recipients.country, sum(coalesce(recipients.segments, 1)) as units
    from wanted
    join feed_cursors as cursor on cursor.campaign_id = wanted.id and not cursor.is_done
    join recipients on recipients.campaign_id = wanted.id and recipients.zone_set = cursor.zone_set
      and recipients.slot = any (cursor.slots) and (recipients.slot, recipients.id) > (cursor.slot, cursor.after)
    where ${sql.raw(knownExclusion('recipients', 'wanted'))} is null
    group by wanted.id, wanted.channel, wanted.category, recipients.country
  ),
  priced as (
    select id, sum(units * (
      select amount from prices
      where prices.channel = unfed.channel and prices.category = unfed.category::text::price_category
        and prices.country in (coalesce(unfed.country, '*'), '*')
      order by prices.country = '*' limit 1
    )) as amount
    from unfed group by id
  ),
  waiting as (
    select campaigns.id, sum(messages.cost) as amount
    from wanted as campaigns join messages on messages.campaign_id = campaigns.id
      and messages.sender_id = any (${poolOf}) and messages.indexed_as = 'accepted'
    group by campaigns.id
  ),
  spent as (
    select wanted.id, coalesce(campaign_costs.amount, 0) + coalesce((
      select sum(cost_change) from campaign_deltas where campaign_deltas.campaign_id = wanted.id
    ), 0) as amount
    from wanted left join campaign_costs on campaign_costs.campaign_id = wanted.id
  )
  select wanted.is_own, price_lists.currency, trim_scale(round(sum(least(
    coalesce(priced.amount, 0) + coalesce(waiting.amount, 0),
    case when wanted.budget_currency = price_lists.currency
      then greatest(0, wanted.budget_amount - spent.amount + coalesce(waiting.amount, 0)) end
  )), 6))::text as amount
  from price_lists cross join wanted
  left join priced on priced.id = wanted.id
  left join waiting on waiting.id = wanted.id
  left join spent on spent.id = wanted.id
  group by wanted.is_own, price_lists.currency`;
