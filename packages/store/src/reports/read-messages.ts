import type { FigureQuery, FigureSums, MessageFigures } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { namedSums } from './fold.ts';
import { startOfStep, sumsOf, type Range, type SumRow } from './sums.ts';

/** Reads counts of messages from the days, or for short ranges and other zones from the hours. */
export const readMessages = async (
  db: Kysely<Schema>,
  { step, timezone, by, filters }: FigureQuery,
  { since, until, usesDays, withPoints }: Range,
): Promise<FigureSums<MessageFigures>> => {
  const counted = usesDays
    ? sql`
      select date_trunc(${step}, day::timestamp) at time zone ${timezone} as at, report_days.* from report_days
      where day >= (${since}::timestamptz at time zone ${timezone})::date
        and day < (${until}::timestamptz at time zone ${timezone})::date`
    : sql`
      select ${startOfStep(step, timezone)} as at, report_hours.* from report_hours
      where hour >= ${since} and hour < ${until}`;
  const { rows } = await sql<SumRow<MessageFigures>>`
    select grouping(at, key)::integer as level, at, key, ${figures}
    from (
      select ${withPoints ? sql`counted.at` : sql`null::timestamptz as at`}, ${keyOf(by)} as key, report_keys.status,
        report_keys.channel, ${namedSums}
      from (${counted}) as counted join report_keys on report_keys.id = counted.key_id
      where ${matching(filters)}
      group by 1, 2, 3, 4
    ) as keyed
    group by grouping sets ((at, key), (key), ())
    order by at, key`.execute(db);
  return sumsOf(rows, withPoints);
};

const dimensions: Partial<Record<NonNullable<FigureQuery['by']>, RawBuilder<unknown>>> = {
  channel: sql`report_keys.channel::text`,
  category: sql`report_keys.category::text`,
  sender: sql`report_keys.sender_id`,
  template: sql`report_keys.template_name`,
  country: sql`report_keys.country`,
  campaign: sql`report_keys.campaign_id`,
  api_key: sql`report_keys.api_key_id`,
  error_code: sql`case when report_keys.error_code = 0 then '' else report_keys.error_code::text end`,
  reason: sql`case when report_keys.status = 'suppressed' then report_keys.reason else '' end`,
};

const keyOf = (by: FigureQuery['by']) => (by && dimensions[by]) ?? sql`''::text`;

const columns = {
  sender: 'sender_id',
  channel: 'channel',
  category: 'category',
  template: 'template_name',
  country: 'country',
  campaign_id: 'campaign_id',
  api_key: 'api_key_id',
} as const;

const matching = (filters: FigureQuery['filters']) =>
  sql.join(
    [
      sql`true`,
      ...Object.entries(columns).flatMap(([filter, column]) => {
        const value = filters[filter as keyof typeof columns];
        return value === undefined ? [] : [sql`${sql.ref(`report_keys.${column}`)}::text = ${value}`];
      }),
    ],
    sql` and `,
  );

const countOf = (condition: RawBuilder<unknown>) => sql`coalesce(sum(messages) filter (where ${condition}), 0)::float8`;
const sumOf = (column: string) => sql`coalesce(sum(${sql.ref(column)}), 0)::float8`;

const figures = sql`
  coalesce(sum(messages), 0)::float8 as accepted,
  ${countOf(sql`status = 'accepted'`)} as waiting,
  ${countOf(sql`status in ('sent', 'delivered', 'read', 'undelivered')`)} as sent,
  ${countOf(sql`status in ('delivered', 'read')`)} as delivered,
  ${countOf(sql`status = 'read'`)} as read,
  ${countOf(sql`status = 'undelivered'`)} as undelivered,
  ${countOf(sql`status = 'failed'`)} as failed,
  ${countOf(sql`status = 'suppressed'`)} as kept_back,
  ${countOf(sql`status = 'expired'`)} as expired,
  ${countOf(sql`status = 'canceled'`)} as canceled,
  ${countOf(sql`status in ('delivered', 'read') and channel = 'whatsapp'`)} as whatsapp_delivered,
  ${sumOf('reached')} as reached, ${sumOf('replied')} as replied, ${sumOf('opted_out')} as opted_out,
  trim_scale(coalesce(sum(cost), 0))::text as cost,
  trim_scale(coalesce(sum(charged), 0))::text as charged,
  trim_scale(coalesce(sum(cost - charged), 0))::text as expected`;
