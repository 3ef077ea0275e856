import type { CampaignStatus } from '@recado/contract';
import { completionOf, type ProgressCount, type RecordedProgress } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { changeLocked } from './change.ts';
import { engagementColumns, engagementOfRow, engagementParts, type EngagementRow } from './engagement.ts';

type Row = EngagementRow & {
  id: string;
  status: CampaignStatus;
  people: number;
  counts: ProgressCount[];
  waiting: { reason: string; messages: number; since: string }[];
  reached: number;
  cost: string;
  currency: string | null;
  went_out: number;
  pace_seconds: number;
};

/** Over how many seconds the rate is taken. */
const paceSeconds = 30;

/** See loadProgresses. */
export const loadProgress = async (db: Kysely<Schema>, id: string): Promise<RecordedProgress | undefined> =>
  (await loadProgresses(db, [id])).get(id);

/**
 * Where the messages of campaigns stand: what was added up, and what was not yet. Reads a few rows for each status, however
 * many people there are; exact, for it sees both at the same moment.
 */
export const loadProgresses = async (
  db: Kysely<Schema>,
  ids: readonly string[],
): Promise<Map<string, RecordedProgress>> => {
  const { rows } = await sql<Row>`
    with open as (
      select
        campaign_id, is_fallback, status_before, reason_before, error_code_before, status, reason, error_code,
        sum(n) as n, sum(cost_change) as cost_change, sum(reached) as reached,
        sum(replied) as replied, sum(opted_out) as opted_out
      from campaign_deltas where campaign_id = any(${ids}::uuid[]) group by 1, 2, 3, 4, 5, 6, 7, 8
    ),
    counted as (
      select campaign_id, is_fallback, status, reason, error_code, messages as n
      from campaign_counts where campaign_id = any(${ids}::uuid[])
      union all
      select campaign_id, is_fallback, status, coalesce(reason, ''), coalesce(error_code, 0), n
      from open where status is not null
      union all
      select campaign_id, is_fallback, status_before, coalesce(reason_before, ''), coalesce(error_code_before, 0), -n
      from open where status_before is not null
    ),
    summed as (
      select
        campaign_id, is_fallback, status, nullif(reason, '') as reason, nullif(error_code, 0) as error_code,
        sum(n)::int as n
      from counted group by 1, 2, 3, 4, 5 having sum(n) <> 0
    ),
    -- Few messages are sending at a time: they are found by their status, not among all of the campaign.
    unresolved as materialized (
      select campaign_id, reason, claimed_at from messages
      where indexed_as = 'sending' and status = 'sending' and reason is not null
    ),
    waiting as (
      select campaign_id, reason, count(*)::int as messages, min(claimed_at) as since from unresolved
      where campaign_id = any(${ids}::uuid[]) group by 1, 2
    ),
    -- Marketing in the queues of senders with a low quality rating is claimed again until the rating is better.
    held as (
      select campaigns.id as campaign_id, 'low_quality' as reason, coalesce(sum(queued.messages), 0)::int as messages,
        min(senders.marketing_paused_since) as since
      from campaigns
      join senders on senders.id = any (campaigns.sender_ids) and senders.marketing_paused_since is not null
      cross join lateral (
        select count(*) as messages from messages
        where messages.sender_id = senders.id and messages.campaign_id = campaigns.id
          and messages.indexed_as = 'accepted' and messages.due_at < 'infinity'
      ) as queued
      where campaigns.id = any(${ids}::uuid[]) and campaigns.status = 'running' and campaigns.category = 'marketing'
      group by campaigns.id
    ),
    ${engagementParts(ids)},
    pace as (
      select campaign_id, sum(messages)::int as went_out, extract(epoch from now() - min(at))::float as seconds
      from campaign_paces
      where campaign_id = any(${ids}::uuid[]) and at > now() - ${paceSeconds} * interval '1 s' group by 1
    )
    select
      campaigns.id, campaigns.status, campaigns.channel, campaigns.recipients::int as people,
      coalesce((
        select json_agg(json_build_object(
          'isFallback', is_fallback, 'status', status, 'reason', reason, 'errorCode', error_code, 'messages', n
        ) order by is_fallback, status, reason, error_code) from summed where campaign_id = campaigns.id
      ), '[]') as counts,
      coalesce((
        select json_agg(json_build_object('reason', reason, 'messages', messages, 'since', since) order by since)
        from (table waiting union all table held) as every where campaign_id = campaigns.id
      ), '[]') as waiting,
      (coalesce(costs.reached, 0) + coalesce(changed.reached, 0))::int as reached,
      (coalesce(costs.replied, 0) + coalesce(changed.replied, 0))::int as replied,
      (coalesce(costs.opted_out, 0) + coalesce(changed.opted_out, 0))::int as opted_out,
      ${engagementColumns},
      trim_scale(coalesce(costs.amount, 0) + coalesce(changed.cost, 0))::text as cost,
      coalesce(campaigns.budget_currency, (select currency from price_lists)) as currency,
      coalesce(pace.went_out, 0) as went_out, coalesce(pace.seconds, 0) as pace_seconds
    from campaigns
      left join pace on pace.campaign_id = campaigns.id
      left join campaign_costs as costs on costs.campaign_id = campaigns.id
      cross join lateral (
        select sum(open.reached) as reached, sum(open.replied) as replied, sum(open.opted_out) as opted_out,
          sum(open.cost_change) as cost
        from open where campaign_id = campaigns.id
      ) as changed
    where campaigns.id = any(${ids}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, progressOfRow(row)]));
};

const progressOfRow = (row: Row): RecordedProgress => {
  const { status, people, counts, waiting, reached, cost: amount, currency } = row;
  return {
    status,
    people,
    counts,
    waiting: waiting.map(({ since, ...rest }) => ({ ...rest, since: new Date(since) })),
    reached,
    engagement: engagementOfRow(row),
    pace: { messages: row.went_out, seconds: Math.max(1, row.pace_seconds) },
    ...(currency !== null && { cost: { amount, currency } }),
  };
};

/**
 * Completes the running campaigns that have no work left, and returns their ids. The check is repeated under the
 * campaign's lock, because only a holder of that lock can make messages wait again.
 */
export const completeCampaigns = async (db: Kysely<Schema>, at: Date): Promise<string[]> => {
  const completed: string[] = [];
  for (const id of await findThrough(db, sql`true`)) {
    const { kind } = await changeLocked(db, { id, at }, async (campaign, trx) => {
      const [still] = await findThrough(trx, sql`id = ${id}`);
      return campaign && still ? completionOf(campaign, at) : undefined;
    });
    if (kind === 'changed') completed.push(id);
  }
  return completed;
};

/** Everyone of the audience has a message, and none of them waits or is on its way to Twilio; no SMS may yet be needed. */
const isThrough = sql`
  exists (select from feed_cursors where feed_cursors.campaign_id = campaigns.id)
  and not exists (select from feed_cursors where feed_cursors.campaign_id = campaigns.id and not is_done)
  and 0 = coalesce((
    select sum(n) from (
      select messages as n from campaign_counts
      where campaign_id = campaigns.id and status in ('accepted', 'sending')
      union all
      select n from campaign_deltas where campaign_id = campaigns.id and status in ('accepted', 'sending')
      union all
      select -n from campaign_deltas where campaign_id = campaigns.id and status_before in ('accepted', 'sending')
    ) as open
  ), 0)
  and not exists (
    select from fallbacks join messages on messages.id = fallbacks.message_id
    where fallbacks.due_at is not null and messages.campaign_id = campaigns.id
  )`;

const findThrough = async (db: Kysely<Schema>, among: RawBuilder<unknown>): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select id from campaigns where status = 'running' and ${among} and ${isThrough} order by id`.execute(db);
  return rows.map(({ id }) => id);
};
