import { noInbound, type FigureQuery, type FigureSums, type InboundFigures } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { waitsIn } from '../inbound/waits.ts';
import type { Schema } from '../schema/index.ts';
import { isEqual, keyOf, readPercentiles, stepsOf, type Keys } from './read-latencies.ts';
import { sumsOf, type Range, type SumRow } from './sums.ts';

/** Reads counts of messages that people sent, and of the people who waited for an answer. */
export const readInbound = async (
  db: Kysely<Schema>,
  { step, timezone, by, filters }: FigureQuery,
  range: Range,
): Promise<FigureSums<InboundFigures>> => {
  const at = range.withPoints ? sql`steps.at` : sql`null::timestamptz`;
  const steps = stepsOf({ ...range, usesDays: false }, step, timezone);
  const matching = sql`${isEqual('sender_id', filters.sender)} and ${isEqual('campaign_id', filters.campaign_id)}`;
  const inbound = sql`(
    select ${at} as at, ${keyOf(inboundKeys, by)} as key, keyword, button, messages from inbound_hours join ${steps} where ${matching}
  ) as inbound`;
  const waits = sql`(
    select ${at} as at, ${keyOf(waitKeys, by)} as key, waits.*
    from (
      select hour, sender_id, campaign_id, answered_by, bucket, people, within_day, windows_closed, 0 as waiting, 0 as is_young
      from answer_hours where hour >= ${range.since} and hour < ${range.until}
      union all
      ${waitsIn(sql`inbound_messages`, sql`now()`, sql`received_at >= ${range.since} and received_at < ${range.until}`)}
    ) as waits join ${steps} where ${matching}
  ) as waits`;
  const received = await sum<Received>(db, inbound, receivedSums);
  const waited = await sum<Waited>(db, waits, waitedSums);
  const answered = sql`select at, key, 1 as stage, bucket, sum(people) as n from ${waits} where bucket >= 0 group by 1, 2, 4`;
  const percentiles = await readPercentiles(db, answered);
  return sumsOf(
    joinRows(
      [
        ...received,
        ...waited,
        ...percentiles.map(({ level, at: start, key, messages, p50, p90, p99 }) => ({
          level,
          at: start,
          key,
          first_answer: { messages, p50, p90, p99 },
        })),
      ],
      by !== 'keyword' && by !== 'button',
    ),
    range.withPoints,
  );
};

/** Presses of each button, the most frequent first. */
export const readPresses = async (
  db: Kysely<Schema>,
  { filters }: FigureQuery,
  { since, until }: Pick<Range, 'since' | 'until'>,
): Promise<{ text: string; count: number }[]> => {
  const { rows } = await sql<{ text: string; count: number }>`
    select button as text, sum(messages)::float8 as count from inbound_hours
    where hour >= ${since} and hour < ${until} and button <> ''
      and ${isEqual('sender_id', filters.sender)} and ${isEqual('campaign_id', filters.campaign_id)}
    group by 1 order by 2 desc, 1 limit 20`.execute(db);
  return rows;
};

type Received = Pick<InboundFigures, 'received' | 'opted_out' | 'opted_in' | 'unclear' | 'pressed'>;
type Waited = Omit<InboundFigures, keyof Received | 'first_answer'>;

const inboundKeys: Keys = {
  sender: sql`sender_id`,
  campaign: sql`campaign_id`,
  keyword: sql`keyword`,
  button: sql`button`,
};

const waitKeys: Keys = { sender: sql`sender_id`, campaign: sql`campaign_id`, api_key: sql`answered_by` };

const sumIf = (value: string, condition = 'true') =>
  sql`coalesce(sum(${sql.raw(value)}) filter (where ${sql.raw(condition)}), 0)::float8`;

const receivedSums = sql`
  ${sumIf('messages')} as received,
  ${sumIf('messages', `keyword in ('stop', 'opt_out')`)} as opted_out,
  ${sumIf('messages', `keyword = 'start'`)} as opted_in,
  ${sumIf('messages', `keyword = 'unclear'`)} as unclear,
  ${sumIf('messages', `button <> ''`)} as pressed`;

const waitedSums = sql`
  ${sumIf('people')} as wrote,
  ${sumIf('waiting')} as waiting,
  ${sumIf('people', 'bucket >= 0')} as answered,
  ${sumIf('within_day')} as answered_in_24h,
  ${sumIf('people - is_young')} as judged,
  ${sumIf('windows_closed')} as windows_closed`;

const sum = async <Figures>(db: Kysely<Schema>, rows: RawBuilder<unknown>, figures: RawBuilder<unknown>) => {
  const { rows: sums } = await sql<SumRow<Figures>>`
    select grouping(at, key)::integer as level, at, key, ${figures} from ${rows}
    group by grouping sets ((at, key), (key), ()) order by at, key`.execute(db);
  return sums;
};

type PartRow = { level: number; at: Date | null; key: string | null } & Partial<InboundFigures>;

/** Joins the parts of each step and key. By keyword or button, only the totals know who waits. */
const joinRows = (rows: readonly PartRow[], knowsWaits: boolean): SumRow<InboundFigures>[] => {
  const joined = new Map<string, SumRow<InboundFigures>>();
  for (const row of rows) {
    const { level, at, key } = row;
    const place = `${level} ${at?.getTime() ?? ''} ${key ?? ''}`;
    joined.set(place, { ...noInbound, ...joined.get(place), ...row });
  }
  const all = [...joined.values()].toSorted((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0));
  return knowsWaits ? all : all.map((row) => (row.level === 3 ? row : { ...row, wrote: null }));
};
