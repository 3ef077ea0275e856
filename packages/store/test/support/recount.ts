import type { Sql } from './test-store.ts';

const names =
  'sender_id, channel, category, template_name, country, campaign_id, api_key_id, status, reason, error_code';

/** Counts the messages themselves, as the reports have to. `at` is the hour or the day of a message, in SQL. */
export const recountMessages = (sql: Sql, at: string) =>
  sql(`
    select at, ${names}, count(*)::int as messages,
      trim_scale(sum(cost_of(raw_status, channel, charged, expected, is_whole)))::text as cost,
      trim_scale(coalesce(sum(charged), 0))::text as charged
    from (
      select ${at} as at, sender_id, channel, category, coalesce(template_name, '') as template_name,
        coalesce(country, '') as country, coalesce(campaign_id::text, '') as campaign_id,
        coalesce(api_key_id::text, '') as api_key_id, status as raw_status, cost as expected,
        case status when 'sending' then 'accepted' else status end as status,
        case when status in ('suppressed', 'undelivered', 'failed', 'expired', 'canceled') then coalesce(reason, '') else '' end
          as reason,
        case when status in ('undelivered', 'failed') then coalesce(error_code, 0) else 0 end as error_code,
        case when price_currency = (select currency from price_lists) then abs(price) end as charged,
        exists (select from settings where name = 'whatsapp_price_is_whole') as is_whole
      from messages
    ) as each
    group by at, ${names} order by at, ${names}`);

/** Reads the same from report_hours or report_days. */
export const readFigures = (sql: Sql, table: 'report_hours' | 'report_days') =>
  sql(`
    select ${table === 'report_hours' ? 'hour' : 'day::text'} as at, ${names}, messages::int,
      trim_scale(cost)::text as cost, trim_scale(charged)::text as charged
    from ${table} join report_keys on id = key_id where messages <> 0 order by at, ${names}`);

/** The stages of messages whose durations are counted, in SQL, by their digits. */
const stages = [
  [1, 'claimed_at - greatest(created_at, send_at)', 'sent_at is not null'],
  [2, 'sent_at - claimed_at', 'sent_at is not null'],
  [3, 'delivered_at - sent_at', 'sent_at is not null and delivered_at is not null'],
  [4, 'read_at - sent_at', 'sent_at is not null and read_at is not null'],
] as const;

type Durations = { hour: Date; stage: number; durations: number[] };

const durations = async (sql: Sql, text: string): Promise<Durations[]> => (await sql(text)) as Durations[];

/** Returns the durations of each stage in milliseconds, in ascending order, by hour. */
export const recountLatencies = (sql: Sql) =>
  durations(
    sql,
    `
    select hour, stage, array_agg(greatest(1, ms) order by ms)::float8[] as durations from (
      ${stages
        .map(
          ([stage, lasted, isOver]) => `select date_trunc('hour', created_at, 'UTC') as hour, ${stage} as stage,
            (extract(epoch from ${lasted}) * 1000)::float8 as ms from messages where ${isOver}`,
        )
        .join(' union all ')}
    ) as each where ms is not null group by hour, stage order by hour, stage`,
  );

/** Returns the middle of the bucket of each message, in ascending order, by hour. */
export const readLatencies = (sql: Sql) =>
  durations(
    sql,
    `
    select hour, stage, array_agg(2 ^ ((bucket - 0.5) / 4) order by bucket)::float8[] as durations
    from latency_hours cross join generate_series(1, messages) where stage <> 5 group by hour, stage order by hour, stage`,
  );

const duration = 'sender_id, category, stage, bucket';

export const readDurationDays = (sql: Sql) =>
  sql(`select day::text, ${duration}, messages from latency_days where messages <> 0 order by day, ${duration}`);

/** Adds up latency_hours by the days of a zone, as latency_days has to. */
export const sumDurationHours = (sql: Sql, zone: string) =>
  sql(`
    select (hour at time zone '${zone}')::date::text as day, ${duration}, sum(messages)::bigint as messages from latency_hours
    group by 1, 2, 3, 4, 5 having sum(messages) <> 0 order by 1, ${duration}`);

/** Adds up what counts towards the daily budget. A message outside campaigns counts once Twilio told its price. */
export const recountSpending = (sql: Sql) =>
  sql(`
    select day, trim_scale(sum(cost))::text as spent from (
      select (created_at at time zone 'UTC')::date::text as day,
        cost_of(status, channel, case when price_currency = (select currency from price_lists) then abs(price) end, cost) as cost
      from messages where campaign_id is not null or price is not null
    ) as each group by day having sum(cost) <> 0 order by day`);
