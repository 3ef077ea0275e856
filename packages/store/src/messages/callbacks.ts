import type { ListRange, Origin, UnknownCallback } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { openIfKept } from '../encryption/sealed-content.ts';
import { recipientOf, type Sealer } from '../encryption/sealer.ts';
import { directionOf, isInRange, omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

/** Each new callback deletes at most this many old ones. */
const letGo = 100;

/** Stores a callback once, however often it arrives, and deletes those before the id `oldest`. */
export const saveUnknownCallback = async (
  db: Kysely<Schema>,
  callback: UnknownCallback,
  oldest: string,
): Promise<void> => {
  const { id, messageId, twilioSid, twilioStatus, errorCode = null, receivedAt } = callback;
  await sql`
    with old as (
      delete from stray_callbacks
      where id in (select id from stray_callbacks where id < ${oldest} order by id limit ${letGo} for update skip locked)
    )
    insert into stray_callbacks (id, message_id, twilio_sid, twilio_status, error_code, received_at)
    values (${id}, ${messageId}, ${twilioSid}, ${twilioStatus}, ${errorCode}, ${receivedAt})
    on conflict (message_id, twilio_sid, twilio_status) do nothing`.execute(db);
};

export const loadUnknownCallbacks = async (db: Kysely<Schema>, range: ListRange): Promise<UnknownCallback[]> => {
  const query = db
    .selectFrom('stray_callbacks')
    .selectAll()
    .where(isInRange(range))
    .orderBy('id', directionOf(range))
    .limit(range.limit);
  return (await query.execute()).map((row) => ({
    id: row.id,
    messageId: row.message_id,
    twilioSid: row.twilio_sid,
    twilioStatus: row.twilio_status,
    receivedAt: row.received_at,
    ...omitNulls({ errorCode: row.error_code }),
  }));
};

/** `to`: the recipient, if it can still be read. */
export type MissingCallback = { messageId: string; twilioSid: string; to?: string };

type MissingRange = { at: Date; againAfterMs: number; limit: number };

const movedAtOnce = 5_000;

/**
 * Sent messages keep the time at which their claim ended. Gives those that were not heard of until then the time of their
 * status callback. Most messages are delivered before, and need no such update.
 */
const moveLate = async (db: Kysely<Schema>, { at, againAfterMs }: Omit<MissingRange, 'limit'>): Promise<void> => {
  for (;;) {
    const { numAffectedRows } = await sql`
      with late as (
        select id from messages
        where indexed_as = 'sending' and status = 'sent' and due_at <= ${at}
        order by due_at limit ${movedAtOnce}
        for no key update skip locked
      )
      update messages
      set is_late = true, due_at = coalesce(messages.sent_at, messages.due_at) + ${againAfterMs} * interval '1 ms'
      from late
      where messages.id = late.id`.execute(db);
    if (Number(numAffectedRows ?? 0n) < movedAtOnce) return;
  }
};

/**
 * Takes up to `limit` sent messages whose status callback is overdue. The longer a message has been out, the longer
 * until it is taken again: at least `againAfterMs`. After three days it is never taken, because `sent` may be a
 * carrier's last report. A message whose SID another message keeps is looked up by the SID that its callback named.
 */
export const takeMissingCallbacks = async (
  db: Kysely<Schema>,
  { tryOpen }: Sealer,
  { at, againAfterMs, limit }: MissingRange,
): Promise<MissingCallback[]> => {
  await moveLate(db, { at, againAfterMs });
  const { rows } = await sql<{ id: string; twilio_sid: string | null; to_sealed: Buffer }>`
    with overdue as (
      select id, coalesce(twilio_sid, (
        select twilio_sid from message_events
        where message_id = messages.id and type = 'callback'
          and not exists (select from former_sids where former_sids.twilio_sid = message_events.twilio_sid)
        order by at desc limit 1
      )) as twilio_sid
      from messages
      where indexed_as = 'sent' and due_at <= ${at}
      order by due_at limit ${limit}
      for no key update skip locked
    )
    update messages
    set due_at = case
      when ${at}::timestamptz - messages.sent_at > interval '3 days' then 'infinity'
      else ${at}::timestamptz + greatest(${againAfterMs} * interval '1 ms', ${at}::timestamptz - messages.sent_at)
    end
    from overdue
    where messages.id = overdue.id
    returning messages.id, overdue.twilio_sid, messages.to_sealed`.execute(db);
  return rows.flatMap(({ id: messageId, twilio_sid: twilioSid, to_sealed: sealed }) => {
    const to = openIfKept(tryOpen, sealed, recipientOf(messageId));
    return twilioSid === null ? [] : { messageId, twilioSid, ...(to !== undefined && { to }) };
  });
};

/**
 * Returns the sender of a message and the time of its claim, or else of its acceptance; `undefined` if the message does
 * not exist.
 */
export const findOrigin = async (db: Kysely<Schema>, messageId: string): Promise<Origin | undefined> => {
  const row = await db
    .selectFrom('messages')
    .select(['sender_id', 'claimed_at', 'created_at'])
    .where('id', '=', messageId)
    .executeTakeFirst();
  return row && { senderId: row.sender_id, sentAt: row.claimed_at ?? row.created_at };
};
