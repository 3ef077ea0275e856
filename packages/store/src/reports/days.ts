import { sql, type Kysely } from 'kysely';
import type { Pool } from 'pg';
import { inBulkTransaction } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { figureColumns, figureSums, zoneOfDays } from './fold.ts';

type Deps = { kysely: Kysely<Schema>; bulkPool: Pool };

const keptMonths = 13;

/**
 * Adds up report_days again if the setting report_timezone has changed, and deletes hours that are older than 13 months.
 * Returns whether it did either; each call deletes the hours of a day at the most.
 */
export const keepReports = async ({ kysely, bulkPool }: Deps, at: Date): Promise<boolean> => {
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
  await sql`lock table report_days in exclusive mode`.execute(db);
  if (await isCurrent(db)) return;
  await sql`
    insert into settings (name, value, updated_at) values ('report_days_in', to_jsonb(${wantedZone}), ${at})
    on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(db);
  const { rows } = await sql<{ first: string | null }>`
    select (
      select case when exists (select from report_days where day < first.day) then first.day + 1 else first.day end
      from (select (min(hour) at time zone ${zoneOfDays})::date - 1 as day from report_hours) as first
    )::text as first`.execute(db);
  const first = rows[0]?.first ?? null;
  if (first === null) return;
  await sql`delete from report_days where day >= ${first}::date`.execute(db);
  await sql`
    insert into report_days (day, key_id, ${figureColumns})
    select (hour at time zone ${zoneOfDays})::date as day, key_id, ${figureSums}
    from report_hours where (hour at time zone ${zoneOfDays})::date >= ${first}::date
    group by 1, 2`.execute(db);
};

const deleteOldHours = async (db: Kysely<Schema>, at: Date): Promise<boolean> => {
  let deleted = false;
  for (const table of ['report_hours', 'latency_hours', 'inbound_hours'] as const) {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)} where hour < least(
        date_trunc('day', ${at}::timestamptz, 'UTC') - ${`${keptMonths} months`}::interval,
        (select min(hour) from ${sql.table(table)}) + interval '1 day'
      )`.execute(db);
    deleted ||= Number(numAffectedRows ?? 0) > 0;
  }
  return deleted;
};
