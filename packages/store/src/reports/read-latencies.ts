import type { FigureQuery, FigureSums, LatencyFigures } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { startOfStep, sumsOf, type Range, type SumRow } from './sums.ts';

const stages = ['wait', 'send', 'deliver', 'read', 'reply'] as const;

export type LatencyRow = {
  level: number;
  at: Date | null;
  key: string | null;
  stage: number;
  messages: number;
  p50: number;
  p90: number;
  p99: number;
};

/** Reads percentiles of durations from their histograms by day, or for short ranges and other zones by hour. */
export const readLatencies = async (
  db: Kysely<Schema>,
  { step, timezone, by, filters }: FigureQuery,
  range: Range,
): Promise<FigureSums<LatencyFigures>> => {
  const rows = await readPercentiles(
    db,
    sql`
      select ${range.withPoints ? sql`steps.at` : sql`null::timestamptz`} as at, ${keyOf(latencyKeys, by)} as key,
        stage, bucket, sum(messages) as n
      from ${range.usesDays ? sql`latency_days` : sql`latency_hours`} as counts join ${stepsOf(range, step, timezone)}
      where ${isEqual('sender_id', filters.sender)} and ${isEqual('category', filters.category)}
      group by 1, 2, 3, 4`,
  );
  return sumsOf(joinStages(rows), range.withPoints);
};

/** Reads percentiles from rows of `at`, `key`, `stage`, `bucket` and `n`: of each step and key, each key, and all. */
export const readPercentiles = async (db: Kysely<Schema>, counted: RawBuilder<unknown>): Promise<LatencyRow[]> => {
  const { rows } = await sql<LatencyRow>`
    with counted as (${counted}),
    leveled as (
      select grouping(at, key)::integer as level, at, key, stage, bucket, sum(n) as n from counted
      group by grouping sets ((at, key, stage, bucket), (key, stage, bucket), (stage, bucket))
    ),
    walked as (
      select *, sum(n) over (partition by level, at, key, stage order by bucket) as up_to_here,
        sum(n) over (partition by level, at, key, stage) as in_all
      from leveled
    )
    select level, at, key, stage, max(in_all)::float8 as messages,
      ${percentile(0.5)} as p50, ${percentile(0.9)} as p90, ${percentile(0.99)} as p99
    from walked group by level, at, key, stage having max(in_all) > 0
    order by at, key, stage`.execute(db);
  return rows;
};

/** The hours or days of a range, each with its step. To find the step of each row instead would take most of the time. */
export const stepsOf = ({ since, until, usesDays }: Range, step: FigureQuery['step'], timezone: string) =>
  usesDays
    ? sql`(
        select day::date as day, date_trunc(${step}, day) at time zone ${timezone} as at
        from generate_series(
          ${since}::timestamptz at time zone ${timezone}, ${until}::timestamptz at time zone ${timezone} - interval '1 day',
          interval '1 day'
        ) as day
      ) as steps using (day)`
    : sql`(
        select hour, ${startOfStep(step, timezone)} as at
        from generate_series(date_trunc('hour', ${since}::timestamptz, 'UTC'), ${until}::timestamptz, interval '1 hour') as hour
        where hour >= ${since} and hour < ${until}
      ) as steps using (hour)`;

/** The middle of a bucket of the function latency_bucket, in seconds. */
const percentile = (share: number) =>
  sql`round((2 ^ ((min(bucket) filter (where up_to_here >= in_all * ${share}::float8) - 0.5) / 4) / 1000)::numeric, 3)::float8`;

const joinStages = (rows: readonly LatencyRow[]): SumRow<LatencyFigures>[] => {
  const joined = new Map<string, SumRow<LatencyFigures>>();
  for (const { level, at, key, stage, ...percentiles } of rows) {
    const place = `${level} ${at?.getTime() ?? ''} ${key ?? ''}`;
    const row = joined.get(place) ?? { level, at, key, wait: null, send: null, deliver: null, read: null, reply: null };
    const name = stages[stage - 1];
    if (name) joined.set(place, { ...row, [name]: percentiles });
  }
  return [...joined.values()];
};

export type Keys = { [Dimension in NonNullable<FigureQuery['by']>]?: RawBuilder<unknown> };

const latencyKeys: Keys = { sender: sql`sender_id`, category: sql`category::text` };

export const keyOf = (keys: Keys, by: FigureQuery['by']) => (by && keys[by]) ?? sql`''::text`;

export const isEqual = (column: string, value: string | undefined) =>
  value === undefined ? sql`true` : sql`${sql.ref(column)}::text = ${value}`;
