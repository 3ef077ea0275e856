import type { Expiry, TwilioErasure } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { erased, nobody } from '../encryption/sealed-content.ts';
import { ofNone, firstIdAt } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

type MessageKind = 'content' | 'numbers' | 'events';

/** Erased values are recognized by their length, so nothing is written twice. */
const forget: Record<MessageKind, (db: Kysely<Schema>, ids: readonly string[], at: Date) => Promise<void>> = {
  content: async (db, ids, at) => {
    await writeTwilioErasures(db, sidsOfMessages(ids), at);
    await sql`
      update messages set content_sealed = ${erased}, metadata = null
      where id = any (${ids}::uuid[]) and (octet_length(content_sealed) > 0 or metadata is not null)`.execute(db);
    await sql`delete from fallbacks where message_id = any (${ids}::uuid[])`.execute(db);
  },
  numbers: async (db, ids) => {
    await sql`
      update messages set to_index = ${nobody}, to_sealed = ${erased}, reference = null
      where id = any (${ids}::uuid[]) and (octet_length(to_sealed) > 0 or reference is not null)`.execute(db);
  },
  events: async (db, ids) => {
    await sql`delete from message_events where message_id = any (${ids}::uuid[])`.execute(db);
    await sql`
      update messages
      set has_delivery_receipt = null, has_read_receipt = null, sent_receipt_at = null, submitted_attempt = null
      where id = any (${ids}::uuid[])
        and num_nonnulls(has_delivery_receipt, has_read_receipt, sent_receipt_at, submitted_attempt) > 0`.execute(db);
  },
};

export type MessageExpiry = Expiry & { kind: MessageKind };

/** Takes from the messages that are over what is to go, and says which of them they were. */
export const expireMessages = async (
  db: Kysely<Schema>,
  { kind, before, at }: MessageExpiry,
  ids: readonly string[],
): Promise<Set<string>> => {
  const over = await takeOver(db, ids, before);
  const all = over.flatMap(({ id, fallback_id: smsId }) => (smsId ? [id, smsId] : [id]));
  if (all.length) await forget[kind](db, all, at);
  return new Set(over.map(({ id }) => id));
};

/** The message has been final for long enough, no later status is expected, and no fallback SMS waits for it. */
export const isOver = (table: 'messages' | 'sms', before: Date): RawBuilder<unknown> => {
  const of = (name: string) => sql.ref(`${table}.${name}`);
  const times = ['created_at', 'send_at', 'claimed_at', 'delivered_at', 'read_at'].map(of);
  return sql`
    ${of('status')} not in ('accepted', 'sending') and greatest(${sql.join(times)}) < ${before}
    and not exists (select from fallbacks where message_id = ${of('id')} and due_at is not null)`;
};

/** Locks the final messages, each with its fallback SMS. A message that another transaction has locked is skipped. */
const takeOver = async (db: Kysely<Schema>, ids: readonly string[], before: Date) => {
  const { rows } = await sql<{ id: string; fallback_id: string | null }>`
    select messages.id, messages.fallback_id
    from messages left join messages as sms on sms.id = messages.fallback_id
    where messages.id = any (${ids}::uuid[]) and ${isOver('messages', before)}
      and (sms.id is null or ${isOver('sms', before)})
    order by messages.id
    for no key update of messages skip locked`.execute(db);
  return rows;
};

/** Continues through the messages without a campaign in order of creation, and returns the number processed. */
export const walkMessages = async (db: Kysely<Schema>, expiry: MessageExpiry): Promise<number> => {
  const { kind, before, limit } = expiry;
  const place = await db
    .selectFrom('retention_walks')
    .select('after')
    .where('kind', '=', kind)
    .where('campaign_id', '=', ofNone)
    .executeTakeFirst();
  const page = await db
    .selectFrom('messages')
    .select(['id', 'campaign_id'])
    .where('id', '>', place?.after ?? ofNone)
    .where('id', '<', firstIdAt(before))
    .orderBy('id')
    .limit(limit)
    .execute();
  const last = page.at(-1);
  if (!last) return 0;
  const ids = page.filter(({ campaign_id: campaignId }) => campaignId === null).map(({ id }) => id);
  const over = await expireMessages(db, expiry, ids);
  await leaveBehind(
    db,
    expiry,
    ids.filter((id) => !over.has(id)),
  );
  await db
    .insertInto('retention_walks')
    .values({ kind, campaign_id: ofNone, after: last.id })
    .onConflict((conflict) => conflict.columns(['kind', 'campaign_id']).doUpdateSet({ after: last.id }))
    .execute();
  return page.length;
};

const hourMs = 3_600_000;

const inAnHour = (at: Date): Date => new Date(at.getTime() + hourMs);

/** Notes messages that a walk went past too early. */
export const leaveBehind = async (
  db: Kysely<Schema>,
  { kind, at }: Pick<MessageExpiry, 'kind' | 'at'>,
  ids: readonly string[],
): Promise<void> => {
  if (!ids.length) return;
  await db
    .insertInto('retention_left')
    .values(ids.map((id) => ({ kind, message_id: id, look_at: inAnHour(at) })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Comes back to those that were left behind an hour ago, and gives how many. */
export const comeBack = async (db: Kysely<Schema>, expiry: MessageExpiry): Promise<number> => {
  const left = await db
    .selectFrom('retention_left')
    .select('message_id')
    .where('kind', '=', expiry.kind)
    .where('look_at', '<=', expiry.at)
    .orderBy('look_at')
    .limit(expiry.limit)
    .execute();
  if (!left.length) return 0;
  const ids = left.map(({ message_id: id }) => id);
  const over = await expireMessages(db, expiry, ids);
  if (over.size)
    await db
      .deleteFrom('retention_left')
      .where('kind', '=', expiry.kind)
      .where('message_id', 'in', [...over])
      .execute();
  const again = ids.filter((id) => !over.has(id));
  if (again.length)
    await db
      .updateTable('retention_left')
      .set({ look_at: inAnHour(expiry.at) })
      .where('kind', '=', expiry.kind)
      .where('message_id', 'in', again)
      .execute();
  return left.length;
};

/** Takes up to `limit` of what is due, the longest first. Until `leaseUntil` no other worker does. */
export const takeTwilioErasures = async (
  db: Kysely<Schema>,
  at: Date,
  leaseUntil: Date,
  limit: number,
): Promise<TwilioErasure[]> => {
  const { rows } = await sql<TwilioErasure>`
    update twilio_erasures set attempts = attempts + 1, due_at = ${leaseUntil}
    where twilio_sid in (
      select twilio_sid from twilio_erasures where due_at <= ${at}
      order by due_at limit ${limit}
      for update skip locked
    )
    returning twilio_sid as "twilioSid", way, attempts`.execute(db);
  return rows;
};

export const endTwilioErasure = async (db: Kysely<Schema>, twilioSid: string): Promise<void> => {
  await db.deleteFrom('twilio_erasures').where('twilio_sid', '=', twilioSid).execute();
};

export const putOffTwilioErasure = async (db: Kysely<Schema>, twilioSid: string, until: Date): Promise<void> => {
  await db.updateTable('twilio_erasures').set({ due_at: until }).where('twilio_sid', '=', twilioSid).execute();
};

/** All SIDs of these messages: a message that was sent again has had several. */
export const sidsOfMessages = (ids: readonly string[]): RawBuilder<unknown> => sql`
  select twilio_sid from messages where id = any (${ids}::uuid[])
  union select twilio_sid from message_events where message_id = any (${ids}::uuid[])`;

/**
 * Records what must be deleted at Twilio, if the settings say so. It must run in the transaction that deletes the data
 * here.
 */
export const writeTwilioErasures = async (db: Kysely<Schema>, sids: RawBuilder<unknown>, at: Date): Promise<void> => {
  await sql`
    insert into twilio_erasures (twilio_sid, way, due_at)
    select sids.twilio_sid, settings.value #>> '{}', ${at}
    from (${sids}) as sids
    join settings on settings.name = 'twilio_copy' and settings.value #>> '{}' <> 'keep'
    where sids.twilio_sid is not null
    on conflict do nothing`.execute(db);
};
