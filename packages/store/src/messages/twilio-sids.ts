import { sql, type Kysely } from 'kysely';
import { DatabaseError, type Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema/index.ts';

/** An attempt that has its outcome yet to come. One that was given back leaves its number to the next: the time tells them apart. */
export type ClaimInDoubt = { messageId: string; attempt: number; claimedAt: Date; at: Date };

export type SidClaim = ClaimInDoubt & { twilioSid: string; dueAt: Date };

/**
 * Gives what Twilio has to a message whose attempt is still without an outcome, and says whether that was done: not if
 * the SID is another's, or if the message meanwhile moved on.
 */
export const claimSid = async (db: Kysely<Schema>, claim: SidClaim): Promise<boolean> => {
  const { messageId, attempt, claimedAt, twilioSid, at, dueAt } = claim;
  try {
    const { numAffectedRows } = await sql`
      with claimed as (
        update messages
        set status = 'sent', twilio_sid = ${twilioSid}, sent_at = coalesce(sent_at, ${at}), due_at = ${dueAt},
          error_code = null, error_message = null, reason = null
        where id = ${messageId} and status = 'sending' and attempts = ${attempt} and claimed_at = ${claimedAt}
          and twilio_sid is null
        returning id
      )
      insert into message_events (message_id, id, at, type, status, attempt, twilio_sid)
      select id, ${uuidv7()}, ${at}, 'adopted', 'sent', ${attempt}, ${twilioSid} from claimed`.execute(db);
    return numAffectedRows === 1n;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
};

/** Whether a statement failed because a SID that Twilio names as one message's was adopted by another. */
const isTaken = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === '23505' && error.constraint === 'messages_by_twilio_sid';

/** Those of the SIDs that no message has, nor had before it was retried. */
export const findUnownedSids = async (db: Kysely<Schema>, sids: string[]): Promise<string[]> => {
  if (!sids.length) return [];
  const rows = await db
    .selectFrom('messages')
    .select('twilio_sid')
    .where('twilio_sid', 'in', sids)
    .union(db.selectFrom('former_sids').select('twilio_sid').where('twilio_sid', 'in', sids))
    .execute();
  const owned = new Set(rows.map((row) => row.twilio_sid));
  return sids.filter((sid) => !owned.has(sid));
};

/**
 * Runs again what failed because another message had adopted the SID that Twilio gives to this one: first the other
 * lets go of it.
 */
export const settlingOwners =
  <Call extends Owned, Answer>(
    pool: Pool,
    sidOf: (call: Call) => string | undefined,
    run: (calls: readonly Call[]) => Promise<Answer[]>,
  ) =>
  async (calls: readonly Call[]): Promise<Answer[]> => {
    try {
      return await run(calls);
    } catch (error) {
      const [call] = calls;
      const sid = call && sidOf(call);
      if (calls.length !== 1 || !sid || !isTaken(error)) throw error;
      await disown(pool, sid, call.messageId, call.at);
      return run(calls);
    }
  };

/**
 * Takes a SID from whoever adopted it by its content: Twilio itself names its owner now. What became of the other is
 * unknown again, and is asked for at once.
 */
const disown = async (pool: Pool, twilioSid: string, owner: string, at: Date): Promise<void> => {
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

type Owned = { messageId: string; at: Date };
