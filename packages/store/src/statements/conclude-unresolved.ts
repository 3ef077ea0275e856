import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema.ts';

export type Absence = { messageId: string; attempt: number; at: Date; status: 'accepted' | 'failed'; detail: string };

/**
 * Ends an attempt of which Twilio has nothing: the message is sent again, or has failed when it was its last. Says
 * whether that was done: not if the message meanwhile moved on.
 */
export const concludeAbsent = async (db: Kysely<Schema>, absence: Absence): Promise<boolean> => {
  const { messageId, attempt, at, status, detail } = absence;
  const { numAffectedRows } = await sql`
    with absent as (
      update messages
      set status = ${status}::message_status, due_at = ${at},
        error_message = case when ${status} = 'failed' then ${detail} else error_message end
      where id = ${messageId} and status = 'sending' and attempts = ${attempt} and twilio_sid is null
      returning id
    )
    insert into message_events (message_id, id, at, type, status, attempt, detail)
    select id, ${uuidv7()}, ${at}, 'absent', ${status}, ${attempt}, ${detail} from absent`.execute(db);
  return numAffectedRows === 1n;
};

export type Unanswered = { messageId: string; attempt: number; at: Date; detail: string };

/** Notes that Twilio could not be asked; the message waits until its lease ends. */
export const noteUnanswered = async (db: Kysely<Schema>, unanswered: Unanswered): Promise<void> => {
  const { messageId, attempt, at, detail } = unanswered;
  await db
    .insertInto('message_events')
    .values({
      message_id: messageId,
      id: uuidv7(),
      at,
      type: 'unanswered',
      status: 'sending',
      attempt,
      detail,
      error_code: null,
      twilio_sid: null,
    })
    .execute();
};
