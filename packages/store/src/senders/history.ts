import type { SenderEvent, SenderMinute, SenderStep } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema/index.ts';

const minutesKept = '14 days';
const eventsKept = '400 days';

/**
 * Adds what a worker sent in these minutes, and deletes old minutes and events of the same senders. Several workers write the
 * same rows in the same order.
 */
export const addSenderMinutes = async (db: Kysely<Schema>, minutes: readonly SenderMinute[]): Promise<void> => {
  if (minutes.length === 0) return;
  const rows = minutes.map(({ senderId, at, sent, failed }) => ({ sender_id: senderId, minute: at, sent, failed }));
  await sql`
    with added as (
      select sender_id, minute, sent, failed
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as rows (sender_id text, minute timestamptz, sent integer, failed integer)
    ),
    old_minutes as (${deleteOld(sql`sender_minutes`, minutesKept)}),
    old_events as (${deleteOld(sql`sender_events`, eventsKept)})
    insert into sender_minutes (sender_id, minute, sent, failed)
    select sender_id, minute, sent, failed from added order by 1, 2
    on conflict (sender_id, minute) do update set
      sent = sender_minutes.sent + excluded.sent, failed = sender_minutes.failed + excluded.failed`.execute(db);
};

/** Leaves rows alone that another worker deletes, so that two never wait for each other. */
const deleteOld = (table: RawBuilder<unknown>, kept: string) => sql`
  delete from ${table} where ctid in (
    select ${table}.ctid from ${table}
    join (select sender_id, max(minute) as minute from added group by 1) as newest using (sender_id)
    where ${table}.minute < newest.minute - ${kept}::interval
    limit 1000 for update of ${table} skip locked
  )`;

/** Returns the steps since then in which something was sent or failed, the oldest first. */
export const loadSenderSteps = async (
  db: Kysely<Schema>,
  id: string,
  from: Date,
  stepSeconds: number,
): Promise<SenderStep[]> => {
  const { rows } = await sql<SenderStep>`
    select date_bin(make_interval(secs => ${stepSeconds}), minute, timestamptz 'epoch') as at,
      sum(sent)::int as sent, sum(failed)::int as failed
    from sender_minutes where sender_id = ${id} and minute >= ${from}
    group by 1 order by 1`.execute(db);
  return rows;
};

/** The newest of them, the oldest first. */
export const findSenderEvents = async (db: Kysely<Schema>, id: string, from: Date): Promise<SenderEvent[]> => {
  const rows = await db
    .selectFrom('sender_events')
    .select(['at', 'kind', 'times', 'detail'])
    .where('sender_id', '=', id)
    .where('minute', '>=', from)
    .orderBy('minute', 'desc')
    .orderBy('at', 'desc')
    .limit(1000)
    .execute();
  return rows.toReversed();
};
