import { sql, type RawBuilder } from 'kysely';

/**
 * The parts of a statement that add the deltas in `taken` to the tables of reports. A key that another transaction is making is
 * waited for, and both use it. Rows are written in the order of their keys.
 */
export const reportParts = (): RawBuilder<unknown> => sql`
  sided as (${sides}),
  keyed as (
    select hour, ${keyColumns}, ${namedSums}
    from sided group by hour, ${keyColumns}
    having ${sql.join(
      figures.map((figure) => sql`sum(${sql.ref(figure)}) <> 0`),
      sql` or `,
    )}
  ),
  known as (
    select report_keys.id as key_id, keyed.* from keyed left join report_keys on ${hasKeyOf('report_keys', 'keyed')}
  ),
  made as (
    insert into report_keys as made (${keyColumns})
    select distinct ${keyColumns} from known where key_id is null order by ${keyColumns}
    on conflict (${keyColumns}) do update set status = made.status
    returning *
  ),
  reported as (
    select hour, coalesce(key_id, (select id from made where ${hasKeyOf('made', 'known')})) as key_id, ${figureColumns}
    from known
  ),
  in_hours as (
    insert into report_hours (hour, key_id, ${figureColumns})
    select * from reported order by hour, key_id
    on conflict (hour, key_id) do update set ${raise('report_hours')}
  ),
  in_days as (
    insert into report_days (day, key_id, ${figureColumns})
    select (hour at time zone ${zoneOfDays})::date, key_id, ${figureSums}
    from reported group by 1, 2 order by 1, 2
    on conflict (day, key_id) do update set ${raise('report_days')}
  ),
  timings as (
    select hour, sender_id, category, abs(code) / 1000 as stage, abs(code) % 1000 as bucket, sum(sign(code)) as messages
    from taken cross join lateral unnest(string_to_array(latencies, ',')::integer[]) as code
    group by 1, 2, 3, 4, 5 having sum(sign(code)) <> 0
  ),
  in_latency_hours as (
    insert into latency_hours (hour, ${latencyKey}, messages)
    select hour, ${latencyKey}, messages from timings order by hour, ${latencyKey}
    on conflict (hour, ${latencyKey}) do update set messages = latency_hours.messages + excluded.messages
  ),
  in_latency_days as (
    insert into latency_days (day, ${latencyKey}, messages)
    select (hour at time zone ${zoneOfDays})::date as day, ${latencyKey}, sum(messages) from timings
    group by day, ${latencyKey} order by day, ${latencyKey}
    on conflict (day, ${latencyKey}) do update set messages = latency_days.messages + excluded.messages
  ),
  in_inbound as (
    insert into inbound_hours (hour, sender_id, campaign_id, keyword, button, messages)
    select date_trunc('hour', at, 'UTC'), coalesce(sender_id, ''), coalesce(campaign_id::text, ''), coalesce(keyword, ''),
      coalesce(button, ''), count(*)
    from taken where status is null
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
    on conflict (hour, sender_id, campaign_id, keyword, button)
      do update set messages = inbound_hours.messages + excluded.messages
  )`;

/** The zone whose days report_days has. It follows the setting report_timezone, see keepReports. */
export const zoneOfDays = sql`coalesce((select value #>> '{}' from settings where name = 'report_days_in'), 'UTC')`;

const columns = [
  'campaign_id',
  'template_name',
  'sender_id',
  'status',
  'error_code',
  'reason',
  'country',
  'api_key_id',
  'category',
  'channel',
] as const;

const figures = ['messages', 'cost', 'charged', 'reached', 'replied', 'opted_out'] as const;

const keyColumns = sql.join(columns.map((column) => sql.ref(column)));
export const figureColumns = sql.join(figures.map((figure) => sql.ref(figure)));
export const namedSums = sql.join(figures.map((figure) => sql`sum(${sql.ref(figure)}) as ${sql.ref(figure)}`));
export const figureSums = sql.join(figures.map((figure) => sql`sum(${sql.ref(figure)})`));

export const latencyKey = sql.raw('sender_id, category, stage, bucket');

const hasKeyOf = (table: string, of: string) =>
  sql.join(
    columns.map((column) => sql`${sql.ref(`${table}.${column}`)} = ${sql.ref(`${of}.${column}`)}`),
    sql` and `,
  );

const raise = (table: string) =>
  sql.join(
    figures.map(
      (figure) => sql`${sql.ref(figure)} = ${sql.ref(`${table}.${figure}`)} + ${sql.ref(`excluded.${figure}`)}`,
    ),
  );

/** Selects the spending of a campaign, added up or not yet. */
export const spentBy = (campaignId: string) =>
  sql.raw(`(
    coalesce((select amount from campaign_costs where campaign_costs.campaign_id = ${campaignId}), 0)
    + coalesce((select sum(cost_change) from campaign_deltas where campaign_deltas.campaign_id = ${campaignId}), 0)
  )`);

/** Selects the key of a report. Codes and reasons count of final statuses only. */
const keyOf = (status: string, reason: string, code: string) => `
  hour, sender_id, channel, category, coalesce(template_name, '') as template_name, coalesce(country, '') as country,
  coalesce(campaign_id::text, '') as campaign_id, coalesce(api_key_id::text, '') as api_key_id,
  case ${status} when 'sending' then 'accepted' else ${status} end as status,
  case when ${status} in ('suppressed', 'undelivered', 'failed', 'expired', 'canceled') then coalesce(${reason}, '') else '' end
    as reason,
  case when ${status} in ('undelivered', 'failed') then coalesce(${code}, 0) else 0 end as error_code`;

/** The messages as they are after their change, without what they were before, and the answers. */
const sides = sql.raw(`
  select ${keyOf('status', 'reason', 'error_code')},
    n as messages, cost, charged, reached, 0 as replied, 0 as opted_out
  from taken where hour is not null and status is not null
  union all
  select ${keyOf('status_before', 'reason_before', 'error_code_before')},
    -n, -cost_before, -charged_before, 0, 0, 0
  from taken where hour is not null and status_before is not null
  union all
  select ${keyOf(`'accepted'::message_status`, `''`, '0')},
    0, 0, 0, 0, replied, opted_out
  from taken where hour is not null and status is null`);
