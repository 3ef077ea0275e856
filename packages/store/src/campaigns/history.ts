import type { HistoryRange, RecordedHistoryPoint } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema/index.ts';

/**
 * Sums changes of campaigns' messages by minute. A message counts when it changes, so one that failed and was retried may
 * count again. A fallback SMS counts in the cost only, because its person counts already.
 */
export const changesByMinute = (deltas: RawBuilder<unknown>, condition: RawBuilder<unknown>) => sql`
  select campaign_id, date_trunc('minute', at, 'UTC') as minute,
    ${countOf(sql`status_before = 'sending' and status in ('sent', 'delivered', 'read', 'undelivered')`)} as sent,
    ${countOf(sql`status in ('delivered', 'read') and status_before not in ('delivered', 'read')`)} as delivered,
    ${countOf(sql`status = 'read' and status_before <> 'read'`)} as read,
    ${countOf(sql`
      status in ('failed', 'undelivered', 'expired') and status_before not in ('failed', 'undelivered', 'expired')`)} as failed,
    ${countOf(sql`status = 'suppressed' and status_before is distinct from 'suppressed'`)} as suppressed,
    ${countOf(sql`status = 'canceled' and status_before is distinct from 'canceled'`)} as canceled,
    sum(replies)::int as replied,
    sum(cost_change) as cost
  from ${deltas} where ${condition}
  group by 1, 2`;

const countOf = (change: RawBuilder<unknown>) =>
  sql`coalesce(sum(n) filter (where not is_fallback and ${change}), 0)::int`;

/** The first and the last minute in which something changed; `undefined` if nothing has. */
export const findHistoryRange = async (db: Kysely<Schema>, id: string): Promise<HistoryRange | undefined> => {
  const { rows } = await sql<{ from: Date | null; to: Date | null }>`
    select min(minute) as from, max(minute) as to from (
      select minute from campaign_minutes where campaign_id = ${id}
      union all select date_trunc('minute', at, 'UTC') from campaign_deltas where campaign_id = ${id}
    ) as minutes`.execute(db);
  const { from, to } = rows[0] ?? {};
  return from && to ? { from, to } : undefined;
};

/** Returns the steps of a range in which something changed, oldest first. */
export const loadHistory = async (
  db: Kysely<Schema>,
  id: string,
  { from, to, stepSeconds }: HistoryRange & { stepSeconds: number },
): Promise<RecordedHistoryPoint[]> => {
  const { rows } = await sql<RecordedHistoryPoint>`
    with changes as (
      select minute, sent, delivered, read, failed, suppressed, canceled, replied, cost
      from campaign_minutes where campaign_id = ${id}
      union all
      select minute, sent, delivered, read, failed, suppressed, canceled, replied, cost
      from (${changesByMinute(sql`campaign_deltas`, sql`campaign_id = ${id}`)}) as open
    )
    select date_bin(make_interval(secs => ${stepSeconds}), minute, timestamptz 'epoch') as at,
      sum(sent)::int as sent, sum(delivered)::int as delivered, sum(read)::int as read, sum(failed)::int as failed,
      sum(suppressed)::int as suppressed, sum(canceled)::int as canceled, sum(replied)::int as replied,
      trim_scale(sum(cost))::text as cost
    from changes where minute between ${from} and ${to}
    group by 1 order by 1`.execute(db);
  return rows;
};
