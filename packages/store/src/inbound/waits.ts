import type { NewInbound } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { ContactIndex } from '../encryption/blind-index.ts';
import type { Schema } from '../schema/index.ts';

type Part = RawBuilder<unknown>;

/** WhatsApp lets a business write freely for so long after a person's last message to it. */
export const serviceWindow = `interval '24 hours'`;

/** The end of the service window, if an inbound message is the first since the last answer; null otherwise. */
export const waitsUntil = (inbound: NewInbound, person: ContactIndex): Part =>
  wantsAnswer(inbound)
    ? sql`case when not exists (${waitOf(inbound, person)}) then ${windowEnd(inbound)} end`
    : sql`null::timestamptz`;

/** A further message keeps the service window open. A person who opts out waits no more. */
export const changeWait = (inbound: NewInbound, person: ContactIndex): Part => {
  const { wish, optOutRequest } = inbound;
  const until =
    wish === 'stop' || optOutRequest === 'clear' ? sql`null` : sql`greatest(waits_until, ${windowEnd(inbound)})`;
  return sql`
    update inbound_messages set waits_until = ${until}
    where id in (${waitOf(inbound, person)}) and exists (select from kept)`;
};

/** An opt-out, its end, and a message to an address without a sender wait for no answer. */
const wantsAnswer = ({ senderId, wish, optOutRequest }: NewInbound): boolean =>
  senderId !== undefined && wish === undefined && optOutRequest !== 'clear';

const waitOf = ({ senderId }: NewInbound, person: ContactIndex): Part => sql`
  select id from inbound_messages
  where from_index = ${person} and sender_id = ${senderId ?? null} and waits_until is not null and answered_at is null`;

const windowEnd = ({ receivedAt }: NewInbound): Part => sql`${receivedAt}::timestamptz + ${sql.raw(serviceWindow)}`;

/**
 * Selects how long each person waited, in the columns of answer_hours and `waiting` and `is_young`. If two messages of a person
 * came at the same time, both wait, and count once.
 */
export const waitsIn = (rows: Part, at: Part, condition: Part = sql`true`): Part => sql`
  select date_trunc('hour', received_at, 'UTC') as hour, sender_id, coalesce(campaign_id::text, '') as campaign_id,
    coalesce(answered_by::text, '') as answered_by, coalesce(latency_bucket(received_at, answered_at), -1)::smallint as bucket,
    1 as people, coalesce(answered_at <= received_at + interval '24 hours', false)::int as within_day,
    (channel = 'whatsapp' and coalesce(answered_at, ${at}) > waits_until)::int as windows_closed,
    (answered_at is null)::int as waiting,
    (answered_at is null and received_at > ${at} - interval '24 hours')::int as is_young
  from (
    select distinct on (from_index, sender_id, answered_at) * from ${rows} as waits
    where waits_until is not null and ${condition}
    order by from_index, sender_id, answered_at, received_at
  ) as people`;

/** After so long without an answer, a person waits no more. */
const givenUpAfter = sql`interval '30 days'`;

/** Adds up to `limit` waits that are over to answer_hours, and returns how many. Each worker takes different ones. */
export const countAnswers = async (db: Kysely<Schema>, at: Date, limit: number): Promise<number> => {
  const { rows } = await sql<{ counted: number }>`
    with ended as (
      select * from inbound_messages
      where waits_until is not null and (answered_at is not null or received_at < ${at}::timestamptz - ${givenUpAfter})
      order by id limit ${limit} for no key update skip locked
    ),
    cleared as (
      update inbound_messages set waits_until = null from ended where inbound_messages.id = ended.id
    ),
    counted as (
      insert into answer_hours (hour, sender_id, campaign_id, answered_by, bucket, people, within_day, windows_closed)
      select hour, sender_id, campaign_id, answered_by, bucket, sum(people), sum(within_day), sum(windows_closed)
      from (${waitsIn(sql`ended`, sql`${at}::timestamptz`)}) as waits
      group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
      on conflict (hour, sender_id, campaign_id, answered_by, bucket) do update set
        people = answer_hours.people + excluded.people,
        within_day = answer_hours.within_day + excluded.within_day,
        windows_closed = answer_hours.windows_closed + excluded.windows_closed
    )
    select count(*)::int as counted from ended`.execute(db);
  return rows[0]?.counted ?? 0;
};
