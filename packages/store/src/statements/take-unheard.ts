import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

export type Unheard = { messageId: string; twilioSid: string };

/**
 * Takes up to `limit` messages that Twilio has and of which nothing was heard for too long. The longer a message has
 * been out, the longer until it is taken again: at least `againAfterMs`; after three days never, for `sent` may be
 * the last that a carrier ever says.
 */
export const takeUnheard = async (
  db: Kysely<Schema>,
  at: Date,
  againAfterMs: number,
  limit: number,
): Promise<Unheard[]> => {
  const { rows } = await sql<Unheard>`
    with overdue as (
      select id from messages
      where status = 'sent' and due_at <= ${at} and twilio_sid is not null
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
    returning messages.id as "messageId", messages.twilio_sid as "twilioSid"`.execute(db);
  return rows;
};
