import type { Expiry } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { ofNone } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { isOver } from './messages.ts';

/** The quarters that have a partition of messages, with their first days. */
export const quarters = sql`(
  select make_date(substr(relname, 10, 4)::int, right(relname, 1)::int * 3 - 2, 1) as first
  from pg_inherits join pg_class on pg_class.oid = inhrelid
  where inhparent = 'messages'::regclass and relname ~ '^messages_\\d{4}q\\d$'
) as quarters`;

type Quarter = {
  first: string;
  /** The first id of the quarter, and that of the next one. */
  low: string;
  high: string;
  /** The last id that the walk has seen. */
  after: string;
  hasEvents: boolean;
};

/**
 * Continues through the oldest quarter that is past its retention, and drops it once each of its messages is final, emptied
 * and old enough. Their SIDs are deleted on the way. A quarter that is not ready is looked at again later. Returns how many
 * messages were looked at, and 1 for a partition that was dropped.
 */
export const dropQuarter = async (db: Kysely<Schema>, { before, at, limit }: Expiry): Promise<number> => {
  const quarter = await findQuarter(db, before, at);
  if (!quarter) return 0;
  const page = await readPage(db, quarter, before, limit);
  if (!page.length) return drop(db, quarter, before, at);
  const end = page.findIndex(({ is_ready: isReady }) => !isReady);
  const ready = (end < 0 ? page : page.slice(0, end)).map(({ id }) => id);
  await forgetSids(db, quarter, ready);
  await savePlace(db, ready.at(-1) ?? quarter.after, end < 0 ? null : at);
  return ready.length;
};

const lookAgainMs = 10 * 60_000;

const findQuarter = async (db: Kysely<Schema>, before: Date, at: Date): Promise<Quarter | undefined> => {
  const { rows } = await sql<Quarter>`
    select first::text, low, high, case when walked.after >= low and walked.after < high then walked.after else low end as after,
      to_regclass('message_events' || to_char(first, '_YYYY"q"Q')) is not null as "hasEvents"
    from ${quarters}
    cross join lateral (
      select first_id_at(first) as low, first_id_at((first + interval '3 months')::date) as high
    ) as ids
    left join retention_walks as walked on walked.kind = 'messages' and walked.campaign_id = ${ofNone}
    where first + interval '3 months' <= ${before}::timestamptz at time zone 'UTC'
      and (walked.ended_at is null or walked.ended_at <= ${new Date(at.getTime() - lookAgainMs)})
    order by first limit 1`.execute(db);
  return rows[0];
};

/** Values by which PostgreSQL plans with one partition only. */
const isInQuarter = ({ low, high }: Quarter) => sql`
  uuid_send(messages.id) >= uuid_send(${low}::uuid) and uuid_send(messages.id) < uuid_send(${high}::uuid)`;

const readPage = async (db: Kysely<Schema>, quarter: Quarter, before: Date, limit: number) => {
  const { rows } = await sql<{ id: string; is_ready: boolean }>`
    select id, coalesce(
      ${isOver('messages', before)} and octet_length(content_sealed) = 0 and metadata is null
        and octet_length(to_sealed) = 0 and reference is null,
      false
    ) as is_ready
    from messages where id > ${quarter.after} and ${isInQuarter(quarter)}
    order by id limit ${limit}`.execute(db);
  return rows;
};

const forgetSids = async (db: Kysely<Schema>, quarter: Quarter, ids: readonly string[]): Promise<void> => {
  await sql`
    delete from twilio_sids using messages
    where messages.id = any (${ids}::uuid[]) and ${isInQuarter(quarter)}
      and twilio_sids.sid_key = sid_key(messages.twilio_sid) and twilio_sids.message_id = messages.id`.execute(db);
};

/** Events go first and in their own transaction, so that nobody waits for locks of two tables. */
const drop = async (db: Kysely<Schema>, quarter: Quarter, before: Date, at: Date): Promise<number> => {
  const parent = quarter.hasEvents ? 'message_events' : 'messages';
  const { rows } = await sql<{ is_dropped: boolean }>`
    select drop_message_partition(${parent}, ${quarter.first}::date, ${before}) as is_dropped`.execute(db);
  const isDropped = rows[0]?.is_dropped ?? false;
  await savePlace(db, quarter.after, isDropped ? null : at);
  return isDropped ? 1 : 0;
};

/** `waitsSince` is the time at which the quarter was not ready. */
const savePlace = async (db: Kysely<Schema>, after: string, waitsSince: Date | null): Promise<void> => {
  const place = { after, ended_at: waitsSince };
  await db
    .insertInto('retention_walks')
    .values({ kind: 'messages', campaign_id: ofNone, ...place })
    .onConflict((conflict) => conflict.columns(['kind', 'campaign_id']).doUpdateSet(place))
    .execute();
};
