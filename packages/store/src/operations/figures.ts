import type { FailureCount, NoticeBasis, OperationFigures } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { AlertRow } from '../pricing/budget-alerts.ts';
import { firstIdAt, omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

/** More than this are not counted, so that a page about a crowd does not slow it down. */
const mostCounted = 10_000;
/** A request to Twilio takes a fraction of this. */
const graceMs = 60_000;
const hourMs = 3_600_000;

/** The oldest waiting message of each sender, and how many messages nothing was heard of. */
export const loadFigures = async (db: Kysely<Schema>, at: Date): Promise<OperationFigures> => {
  const { rows: oldest } = await sql<{ sender: string; since: Date }>`
    select sender_id as sender, min(due_at) as since from (
      select sender_id, due_at from messages where indexed_as = 'accepted' and due_at <= ${at}
      order by id limit ${mostCounted}
    ) as due group by 1`.execute(db);
  const { rows } = await sql<Omit<OperationFigures, 'oldest'>>`
    select
      (select count(*)::int from messages
        where indexed_as = 'sending' and status = 'sending' and claimed_at < ${new Date(at.getTime() - graceMs)}) as "sendingOverGrace",
      (select count(*)::int from (
        select from messages where indexed_as = 'sent' and due_at < ${at} limit ${mostCounted}
      ) as overdue) as "sentWithoutCallback",
      (select coalesce(sum(callbacks), 0)::int from refused_callbacks where minute >= ${new Date(at.getTime() - hourMs)})
        as "refusedLastHour",
      (select count(*)::int from (
        select from stray_callbacks where received_at >= ${new Date(at.getTime() - 24 * hourMs)} limit ${mostCounted}
      ) as unknown) as "unknownLastDay",
      pg_database_size(current_database())::float8 as "databaseBytes"`.execute(db);
  return { ...(rows[0] as Omit<OperationFigures, 'oldest'>), oldest };
};

/**
 * Counts messages of this time that failed, by Twilio's code. The id of a campaign's message is as old as the import, so
 * the search begins at the oldest campaign that may have sent something.
 */
export const countFailures = async (db: Kysely<Schema>, since: Date, until: Date): Promise<FailureCount[]> => {
  const partSeconds = Math.max(1, (until.getTime() - since.getTime()) / 1000 / trendParts);
  const { rows } = await sql<Omit<FailureCount, 'trend'> & { parts: Record<string, number> }>`
    with failed as materialized (
      select error_code as code, campaign_id, created_at,
        floor(extract(epoch from created_at - ${since}) / ${partSeconds}::float8)::int as part
      from messages
      where indexed_as in ('failed', 'undelivered') and error_code is not null and created_at >= ${since}
        and id >= least(${firstIdAt(since)}::uuid, (
          select id from campaigns
          where launched_at is not null and (ended_at is null or ended_at >= ${since}) order by id limit 1
        ))
    ),
    counted as (select code, part, count(*)::int as messages from failed group by 1, 2),
    parted as (select code, jsonb_object_agg(part, messages) as parts from counted group by 1),
    codes as (
      select code, count(*)::int as messages, min(created_at) as "firstAt", max(created_at) as "lastAt",
        count(distinct campaign_id)::int as campaigns
      from failed group by 1 order by 2 desc, 1 limit 100
    )
    select codes.*, parts from codes join parted using (code) order by messages desc, code`.execute(db);
  return rows.map(({ parts, ...row }) => ({
    ...row,
    trend: Array.from({ length: trendParts }, (_, part) => parts[part] ?? 0),
  }));
};

/** Equal parts of the time, for a small chart. */
const trendParts = 24;

/** The state that somebody may have to do something about. */
export const findNoticeBasis = async (db: Kysely<Schema>, at: Date): Promise<NoticeBasis> => {
  const campaigns = await db
    .selectFrom('campaigns')
    .select(['id', 'name', 'status_reason', 'updated_at'])
    .where('status', '=', 'paused')
    .where('status_reason', 'is not', null)
    .orderBy('updated_at', 'desc')
    .limit(20)
    .execute();
  const templates = await db
    .selectFrom('templates')
    .select(['name', 'language', 'approval_status'])
    .where('approval_status', 'in', ['rejected', 'paused', 'disabled'])
    .orderBy('name')
    .limit(20)
    .execute();
  const alerts = await db
    .selectFrom('alerts')
    .select(['level', 'at', 'detail'])
    .where('at', '>=', new Date(at.getTime() - 24 * hourMs))
    .where('level', '>=', 80)
    .orderBy('at', 'desc')
    .limit(5)
    .execute();
  const prices = await db.selectFrom('price_lists').select('is_example').executeTakeFirst();
  return {
    campaigns: campaigns.map(({ id, name, status_reason: reason, updated_at: since }) => ({
      id,
      name,
      since,
      ...omitNulls({ reason }),
    })),
    templates: templates.map(({ name, language, approval_status: status }) => ({
      name,
      language,
      status: String(status),
    })),
    alerts: alerts.map(({ level, at: since, detail }) => ({ type: (detail as AlertRow['detail']).type, level, since })),
    pricesAreExample: prices?.is_example ?? false,
  };
};
