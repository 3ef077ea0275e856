import type { Expiry } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { erased, nobody } from '../sealing/erased.ts';
import { noteForTwilio, sidsOfMessages } from './note-for-twilio.ts';

/** Nothing will become of it any more, as far as one can tell, and that for long enough; nor does an SMS stand by for it. */
const isOver = (table: 'messages' | 'sms', before: Date): RawBuilder<unknown> => {
  const of = (name: string) => sql.ref(`${table}.${name}`);
  const times = ['created_at', 'send_at', 'claimed_at', 'delivered_at', 'read_at'].map(of);
  return sql`
    ${of('status')} not in ('accepted', 'sending') and greatest(${sql.join(times)}) < ${before}
    and not exists (select from fallbacks where message_id = ${of('id')} and due_at is not null)`;
};

/** Those of the messages that are over, each with the SMS in its place. One that somebody is at is passed over. */
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

type MessageKind = 'content' | 'numbers' | 'events';

/** What is kept is told from what is gone by its length, so that nothing is written twice. */
const forget: Record<MessageKind, (db: Kysely<Schema>, ids: readonly string[], at: Date) => Promise<void>> = {
  content: async (db, ids, at) => {
    await noteForTwilio(db, sidsOfMessages(ids), at);
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
