import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema.ts';
import { isTaken } from './disown.ts';

export type Adoption = { messageId: string; attempt: number; twilioSid: string; at: Date; dueAt: Date };

/**
 * Gives what Twilio has to a message whose attempt is still without an outcome, and says whether that was done: not if
 * the SID is another's, or if the message meanwhile moved on.
 */
export const adopt = async (db: Kysely<Schema>, adoption: Adoption): Promise<boolean> => {
  const { messageId, attempt, twilioSid, at, dueAt } = adoption;
  try {
    const { numAffectedRows } = await sql`
      with adopted as (
        update messages
        set status = 'sent', twilio_sid = ${twilioSid}, sent_at = coalesce(sent_at, ${at}), due_at = ${dueAt},
          error_code = null, error_message = null
        where id = ${messageId} and status = 'sending' and attempts = ${attempt} and twilio_sid is null
        returning id
      )
      insert into message_events (message_id, id, at, type, status, attempt, twilio_sid)
      select id, ${uuidv7()}, ${at}, 'adopted', 'sent', ${attempt}, ${twilioSid} from adopted`.execute(db);
    return numAffectedRows === 1n;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
};
