import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema/index.ts';
import { isTaken } from '../statements/disown.ts';

/** An attempt that has its outcome yet to come. One that was given back leaves its number to the next: the time tells them apart. */
export type ClaimInDoubt = { messageId: string; attempt: number; claimedAt: Date; at: Date };

export type Adoption = ClaimInDoubt & { twilioSid: string; dueAt: Date };

/**
 * Gives what Twilio has to a message whose attempt is still without an outcome, and says whether that was done: not if
 * the SID is another's, or if the message meanwhile moved on.
 */
export const adopt = async (db: Kysely<Schema>, adoption: Adoption): Promise<boolean> => {
  const { messageId, attempt, claimedAt, twilioSid, at, dueAt } = adoption;
  try {
    const { numAffectedRows } = await sql`
      with adopted as (
        update messages
        set status = 'sent', twilio_sid = ${twilioSid}, sent_at = coalesce(sent_at, ${at}), due_at = ${dueAt},
          error_code = null, error_message = null
        where id = ${messageId} and status = 'sending' and attempts = ${attempt} and claimed_at = ${claimedAt}
          and twilio_sid is null
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
