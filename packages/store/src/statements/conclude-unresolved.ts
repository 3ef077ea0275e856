import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { ClaimInDoubt } from '../messages/twilio-sids.ts';
import type { Schema } from '../schema/index.ts';

export type Absence = ClaimInDoubt & { status: 'accepted' | 'failed'; detail: string };

/**
 * Ends an attempt of which Twilio has nothing: the message is sent again, or has failed when it was its last. Says
 * whether that was done: not if the message meanwhile moved on.
 */
export const concludeAbsent = async (db: Kysely<Schema>, absence: Absence): Promise<boolean> => {
  const { messageId, attempt, claimedAt, at, status, detail } = absence;
  const { numAffectedRows } = await sql`
    with absent as (
      update messages
      set status = ${status}::message_status, due_at = ${at},
        error_message = case when ${status} = 'failed' then ${detail} else error_message end
      where id = ${messageId} and status = 'sending' and attempts = ${attempt} and claimed_at = ${claimedAt}
        and twilio_sid is null
      returning id
    )
    insert into message_events (message_id, id, at, type, status, attempt, detail)
    select id, ${uuidv7()}, ${at}, 'absent', ${status}, ${attempt}, ${detail} from absent`.execute(db);
  return numAffectedRows === 1n;
};

export type Unanswered = ClaimInDoubt & { detail: string; dueAt: Date };

/** Notes that Twilio could not be asked; the message waits until it is asked again. */
export const noteUnanswered = async (db: Kysely<Schema>, unanswered: Unanswered): Promise<void> => {
  const { messageId, attempt, claimedAt, at, detail, dueAt } = unanswered;
  await sql`
    with unanswered as (
      update messages set due_at = ${dueAt}
      where id = ${messageId} and status = 'sending' and attempts = ${attempt} and claimed_at = ${claimedAt}
      returning id
    )
    insert into message_events (message_id, id, at, type, status, attempt, detail)
    select id, ${uuidv7()}, ${at}, 'unanswered', 'sending', ${attempt}, ${detail} from unanswered`.execute(db);
};
