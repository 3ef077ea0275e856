import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Pool } from 'pg';
import { countAnswers } from '../inbound/waits.ts';
import { inBulkTransaction } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { figureColumns, figureSums, latencyKey, zoneOfDays } from './fold.ts';

type Deps = { kysely: Kysely<Schema>; bulkPool: Pool };

const keptMonths = 13;
const answersAtOnce = 1_000;

/**
 * Counts answers, adds up the days again if the setting report_timezone has changed, and deletes hours that are older than 13
 * months. Returns whether more may be left to do; each call deletes the hours of a day at the most.
 */
export const keepReports = async ({ kysely, bulkPool }: Deps, at: Date): Promise<boolean> => {
  if ((await countAnswers(kysely, at, answersAtOnce)) === answersAtOnce) return true;
  if (await isCurrent(kysely)) return deleteOldHours(kysely, at);
  await inBulkTransaction(bulkPool, ({ db }) => rebuildDays(db, at));
  return true;
};

const wantedZone = sql`coalesce((select value #>> '{}' from settings where name = 'report_timezone'), 'UTC')`;

const isCurrent = async (db: Kysely<Schema>): Promise<boolean> => {
  const { rows } = await sql<{ is_current: boolean }>`select ${zoneOfDays} = ${wantedZone} as is_current`.execute(db);
  return rows[0]?.is_current ?? true;
};

/**
 * Waits for those who add up deltas, and lets others wait: they read the zone once they have the lock. Days of which some hours
 * were deleted keep the sums in the zone of before.
 */
const rebuildDays = async (db: Kysely<Schema>, at: Date): Promise<void> => {
  await sql`lock table report_days, latency_days in exclusive mode`.execute(db);
  if (await isCurrent(db)) return;
  await sql`
    insert into settings (name, value, updated_at) values ('report_days_in', to_jsonb(${wantedZone}), ${at})
    on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(db);
  await rebuild(db, {
    of: 'report',
    columns: sql`key_id, ${figureColumns}`,
    sums: sql`key_id, ${figureSums}`,
    by: sql`key_id`,
  });
  await rebuild(db, {
    of: 'latency',
    columns: sql`${latencyKey}, messages`,
    sums: sql`${latencyKey}, sum(messages)`,
    by: latencyKey,
  });
};

type Rollup = Record<'columns' | 'sums' | 'by', RawBuilder<unknown>> & { of: 'report' | 'latency' };

const rebuild = async (db: Kysely<Schema>, { of, columns, sums, by }: Rollup): Promise<void> => {
  const [days, hours] = [sql.table(`${of}_days`), sql.table(`${of}_hours`)];
  const { rows } = await sql<{ first: string | null }>`
    select (
      select case when exists (select from ${days} where day < first.day) then first.day + 1 else first.day end
      from (select (min(hour) at time zone ${zoneOfDays})::date - 1 as day from ${hours}) as first
    )::text as first`.execute(db);
  const first = rows[0]?.first ?? null;
  if (first === null) return;
  await sql`delete from ${days} where day >= ${first}::date`.execute(db);
  await sql`
    insert into ${days} (day, ${columns})
    select (hour at time zone ${zoneOfDays})::date as day, ${sums}
    from ${hours} where (hour at time zone ${zoneOfDays})::date >= ${first}::date
    group by day, ${by}`.execute(db);
};

const deleteOldHours = async (db: Kysely<Schema>, at: Date): Promise<boolean> => {
  let deleted = false;
  for (const table of ['report_hours', 'latency_hours', 'inbound_hours', 'answer_hours'] as const) {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)} where hour < least(
        date_trunc('day', ${at}::timestamptz, 'UTC') - ${`${keptMonths} months`}::interval,
        (select min(hour) from ${sql.table(table)}) + interval '1 day'
      )`.execute(db);
    deleted ||= Number(numAffectedRows ?? 0) > 0;
  }
  return deleted;
};
