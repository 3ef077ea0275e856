import type { FigureQuery, FigureSums, NamedKey } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { spentBy, zoneOfDays } from './fold.ts';
import type { Range } from './sums.ts';

type Db = Kysely<Schema>;

/**
 * Loads the figures of whole steps, all of one moment. These statements read many rows of a few tables, so the planner may
 * join them as it likes.
 */
export const loadFigures = <Figures>(db: Db, query: FigureQuery, read: Read<Figures>) =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      for (const way of ['hashjoin', 'mergejoin', 'seqscan'])
        await sql.raw(`set local enable_${way} = on`).execute(trx);
      const place = await placeOf(trx, query);
      const { since, until, previousSince, ...rest } = place;
      const sums = await read(trx, query, { ...place, withPoints: true });
      const before = { ...place, since: previousSince, until: since };
      const previous = query.compares && (await read(trx, query, { ...before, withPoints: false }));
      return {
        since,
        until,
        ...rest,
        ...sums,
        ...(previous && { previous: { since: previousSince, until: since, ...previous } }),
        names: await findNames(trx, query.by, sums.keys),
      };
    });

type Read<Figures> = (db: Db, query: FigureQuery, range: Range) => Promise<FigureSums<Figures>>;

type PlaceRow = {
  since: Date;
  until: Date;
  previous_since: Date;
  uses_days: boolean;
  day_offset: number;
  currency: string | null;
  counted_until: Date;
};

/** The days are read for ranges that are longer than this, which takes a fraction of the time of hours. */
const mostDaysOfHours = 14;

/** Extends a range to whole steps, by local time for days: a day of a change to summer time has 23 hours. */
const placeOf = async (db: Db, { since, until, step, timezone }: FigureQuery) => {
  const unit = step === 'hour' ? 'hour' : 'day';
  const zone = step === 'hour' ? 'UTC' : timezone;
  const { rows } = await sql<PlaceRow>`
    with local as (
      select date_trunc(${step}, ${since}::timestamptz at time zone ${zone}) as since,
        date_trunc(${unit}, (${until}::timestamptz - interval '1 microsecond') at time zone ${zone}) + ${`1 ${unit}`}::interval as until
    )
    select
      local.since at time zone ${zone} as since, local.until at time zone ${zone} as until,
      (local.since - (local.until - local.since)) at time zone ${zone} as previous_since,
      ${step !== 'hour'} and ${timezone} = ${zoneOfDays} and local.until - local.since > ${`${mostDaysOfHours} days`}::interval
        as uses_days,
      (case when ${step !== 'hour'} then
        (60 - extract(minute from (local.since at time zone ${zone}) at time zone 'UTC')::integer) % 60 else 0 end) as day_offset,
      (select currency from price_lists) as currency,
      least(now(), (select min(at) from campaign_deltas)) as counted_until
    from local`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('A select without a source has a row');
  return {
    since: row.since,
    until: row.until,
    previousSince: row.previous_since,
    usesDays: row.uses_days,
    dayOffsetMinutes: row.day_offset,
    countedUntil: row.counted_until,
    ...omitNulls({ currency: row.currency }),
  };
};

type NameRow = {
  id: string;
  name: string;
  people: number | null;
  launched_at: Date | null;
  ended_at: Date | null;
  budget: NamedKey['budget'] | null;
};

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The names of keys that are ids. */
const findNames = async (
  db: Db,
  by: FigureQuery['by'],
  keys: readonly { key: string }[],
): Promise<ReadonlyMap<string, NamedKey>> => {
  const ids = keys.flatMap(({ key }) => (uuid.test(key) ? [key] : []));
  if (!ids.length || (by !== 'campaign' && by !== 'api_key')) return new Map();
  const { rows } =
    by === 'campaign'
      ? await sql<NameRow>`
        select id, name, recipients::integer as people, launched_at, ended_at,
          case when budget_amount is not null then json_build_object(
            'amount', trim_scale(budget_amount)::text, 'currency', budget_currency, 'spent', trim_scale(${spentBy('campaigns.id')})::text
          ) end as budget
        from campaigns where id = any (${ids}::uuid[])`.execute(db)
      : await sql<NameRow>`
        select id, name, null::integer as people, null::timestamptz as launched_at, null::timestamptz as ended_at, null::json as budget
        from api_keys where id = any (${ids}::uuid[])`.execute(db);
  return new Map(
    rows.map(({ id, name, people, launched_at: launchedAt, ended_at: endedAt, budget }) => [
      id,
      { name, ...omitNulls({ people, launchedAt, endedAt, budget }) },
    ]),
  );
};
