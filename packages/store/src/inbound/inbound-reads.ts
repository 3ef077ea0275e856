import type { InboundRead } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

type Db = Kysely<Schema>;

/** Returns the progress of reading Twilio's inbound list, by sender. All times are PostgreSQL's. */
export const makeInboundReads = (db: Db) => ({
  markInboundUnread: () => markInboundUnread(db),
  takeInboundReads: (leaseMs: number) => takeInboundReads(db, leaseMs),
  findKnownInbound: (twilioSids: string[]) => findKnownInbound(db, twilioSids),
  finishInboundRead: (senderId: string, read: Finished) => finishInboundRead(db, senderId, read),
  failInboundRead: (senderId: string, failure: Failed) => failInboundRead(db, senderId, failure),
});

type Finished = { began: Date; againAfterMs: number };
type Failed = { reason: string; againAfterMs: number };

const fromNow = (ms: number) => sql<Date>`now() + ${ms} * interval '1 ms'`;

/** Marketing waits from now on, until the list was read. */
const markInboundUnread = async (db: Db): Promise<void> => {
  await db
    .updateTable('senders')
    .set({
      inbound_behind_since: sql<Date>`coalesce(inbound_behind_since, now())`,
      inbound_due_at: sql<Date>`now()`,
    })
    .execute();
};

/** Senders whose list is due. For `leaseMs` nobody else takes them. */
const takeInboundReads = async (db: Db, leaseMs: number): Promise<InboundRead[]> => {
  const rows = await db
    .updateTable('senders')
    .set({ inbound_due_at: fromNow(leaseMs) })
    .where(sql<boolean>`coalesce(inbound_due_at, '-infinity') <= now()`)
    .returning(['id', 'channel', 'address', 'inbound_read_until', 'created_at'])
    .execute();
  return rows.map((row) => ({
    senderId: row.id,
    channel: row.channel,
    address: row.address,
    createdAt: row.created_at,
    ...(row.inbound_read_until && { readUntil: row.inbound_read_until }),
  }));
};

const findKnownInbound = async (db: Db, twilioSids: string[]): Promise<string[]> => {
  const rows = await db
    .selectFrom('inbound_messages')
    .select('twilio_sid')
    .where('twilio_sid', '=', sql<string>`any(${twilioSids}::text[])`)
    .execute();
  return rows.map((row) => row.twilio_sid);
};

/** A read that began before the sender fell behind once more does not count for that. True if the last read had failed. */
const finishInboundRead = async (db: Db, id: string, { began, againAfterMs }: Finished): Promise<boolean> => {
  const isBehind = sql<boolean>`senders.inbound_behind_since > ${began}`;
  const row = await db
    .updateTable('senders')
    .from((from) => from.selectFrom('senders').select(['id', 'inbound_problem']).where('id', '=', id).as('before'))
    .set({
      inbound_read_until: began,
      inbound_problem: null,
      inbound_behind_since: sql<Date | null>`case when ${isBehind} then senders.inbound_behind_since end`,
      inbound_due_at: sql<Date>`case when ${isBehind} then now() else ${fromNow(againAfterMs)} end`,
    })
    .whereRef('senders.id', '=', 'before.id')
    .returning('before.inbound_problem as problem')
    .executeTakeFirst();
  return row !== undefined && row.problem !== null;
};

/** Returns false if the last read failed too. */
const failInboundRead = async (db: Db, id: string, { reason, againAfterMs }: Failed): Promise<boolean> => {
  const row = await db
    .updateTable('senders')
    .from((from) => from.selectFrom('senders').select(['id', 'inbound_problem']).where('id', '=', id).as('before'))
    .set({ inbound_problem: reason, inbound_due_at: fromNow(againAfterMs) })
    .whereRef('senders.id', '=', 'before.id')
    .returning('before.inbound_problem as problem')
    .executeTakeFirst();
  return row !== undefined && row.problem === null;
};
