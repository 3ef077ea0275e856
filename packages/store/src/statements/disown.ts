import type { Pool } from 'pg';
import { DatabaseError } from 'pg';
import { v7 as uuidv7 } from 'uuid';

/** Whether a statement failed because a SID that Twilio names as one message's was adopted by another. */
export const isTaken = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === '23505' && error.constraint === 'messages_by_twilio_sid';

/**
 * Takes a SID from whoever adopted it by its content: Twilio itself names its owner now. What became of the other is
 * unknown again, and is asked for at once.
 */
export const disown = async (pool: Pool, twilioSid: string, owner: string, at: Date): Promise<void> => {
  await pool.query(
    `with disowned as (
      update messages set status = 'sending', twilio_sid = null, sent_at = null, due_at = $3
      where twilio_sid = $1 and id <> $2
      returning id, attempts
    )
    insert into message_events (message_id, id, at, type, status, attempt, twilio_sid)
    select id, $4, $3, 'disowned', 'sending', attempts, $1 from disowned`,
    [twilioSid, owner, at, uuidv7()],
  );
};
