import { lookedUp } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { DatabaseError, type Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { hasSid, repeatableEventId } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

/**
 * Names an attempt without an outcome. An attempt that was returned to the queue leaves its number to the next one, so
 * the time distinguishes them.
 */
export type ClaimInDoubt = { messageId: string; attempt: number; claimedAt: Date; at: Date };

export type SidClaim = ClaimInDoubt & { twilioSid: string; dueAt: Date };

/**
 * Gives Twilio's SID and status to a message whose attempt has no outcome yet. Returns false if another message has the
 * SID, or if the message changed since.
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
      select id, ${uuidv7()}, ${at}, 'found_at_twilio', 'sent', ${attempt}, ${twilioSid} from claimed`.execute(db);
    return numAffectedRows === 1n;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
};

/** Returns whether a statement failed because another message has claimed the SID. */
const isTaken = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === '23505' && error.constraint === 'twilio_sids_pkey';

/**
 * Runs again what failed because another message has the SID that Twilio gives to this one. A row that has the SID on
 * weaker proof releases it. Any other row keeps it: then `dispute` says what to write instead.
 */
export const withSidOwnership =
  <Call extends Naming, Answer>(
    pool: Pool,
    { sidOf, proofOf, dispute }: Ownership<Call>,
    run: (calls: readonly Call[]) => Promise<Answer[]>,
  ) =>
  async (calls: readonly Call[]): Promise<Answer[]> => {
    try {
      return await run(calls);
    } catch (error) {
      const [call] = calls;
      const sid = call && sidOf(call);
      if (calls.length !== 1 || !sid || !isTaken(error)) throw error;
      const { messageId: except, at } = call;
      if (await withdrawSid(pool, { twilioSid: sid, at, except, proof: proofOf(call) })) return run(calls);
      await writeSidConflict(pool, sid, call);
      return run([dispute(call, sid)]);
    }
  };

type Naming = { messageId: string; at: Date };

type Ownership<Call> = {
  sidOf: (call: Call) => string | undefined;
  proofOf: (call: Call) => SidProof;
  dispute: (call: Call, twilioSid: string) => Call;
};

/**
 * The proof that a SID is a message's. A callback comes to the message's own address, and Twilio's record names the
 * recipient. An answer proves less: answers were seen with the SID of another message.
 */
export type SidProof = 'answer' | 'recipient' | 'callback';

/** `except`: the message that has the proof. Without one, any message with the SID is wrong. */
type Withdrawal = { twilioSid: string; at: Date; except?: string | undefined; proof: SidProof };

const isNamedBy = (condition: string) => `exists (
  select from message_events where message_id = messages.id and twilio_sid = $1 and (${condition})
)`;
const isAnswered = `(messages.submitted_attempt is not null or ${isNamedBy(`type = 'submitted'`)})`;
const isReported = `(
  messages.sent_receipt_at is not null or ${isNamedBy(`type = 'callback' and detail is distinct from '${lookedUp}'`)}
)`;
const isKeptAgainst: Record<SidProof, string> = {
  answer: `(${isAnswered} or ${isReported})`,
  recipient: isReported,
  callback: isReported,
};

/**
 * Takes a SID from the row that has it, unless that row has it on as good a proof. Returns whether it was taken. The
 * outcome of that row is unknown again, and it is resolved at once. It is not sent again if Twilio answered its request. A
 * row that came further than `sent` never goes back. An answer that the row kept becomes an event.
 */
export const withdrawSid = async (pool: Pool, { twilioSid, at, except, proof }: Withdrawal): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `with owner as (
      select id, attempts, sent_at, submitted_attempt, ${isAnswered} as is_answered from messages
      where ${hasSid('$1')} and id is distinct from $2 and status = 'sent' and not ${isKeptAgainst[proof]}
      for no key update
    ),
    released as (
      update messages set status = 'sending', is_late = null, twilio_sid = null, sent_at = null, submitted_attempt = null,
        due_at = $3, reason = case when is_answered then 'sid_conflict' end
      from owner where messages.id = owner.id
    ),
    kept as (
      insert into message_events (message_id, id, at, type, status, attempt, twilio_sid)
      select id, $5, sent_at, 'submitted', 'sent', submitted_attempt, $1 from owner where submitted_attempt is not null
    )
    insert into message_events (message_id, id, at, type, status, attempt, twilio_sid)
    select id, $4, $3, 'match_withdrawn', 'sending', attempts, $1 from owner`,
    [twilioSid, except, at, uuidv7(), uuidv7()],
  );
  return rowCount === 1;
};

/** Writes the conflict to the row that keeps the SID, once, and lets Twilio be asked for its status soon. */
const writeSidConflict = async (pool: Pool, twilioSid: string, { messageId, at }: Naming): Promise<void> => {
  await pool.query(
    `with owner as (
      update messages
      set due_at = case when status = 'sent' then $3 else due_at end,
        is_late = case when status = 'sent' then true else is_late end
      where ${hasSid('$1')} and id <> $2
      returning id, status, attempts
    )
    insert into message_events (message_id, id, at, type, status, attempt, twilio_sid, detail)
    select id, $4, $3, 'unknown', status, attempts, $1, $5 from owner
    on conflict do nothing`,
    [
      twilioSid,
      messageId,
      at,
      repeatableEventId(['sid conflict', twilioSid, messageId]),
      `Twilio gives this SID to message ${messageId}, too. This message keeps it`,
    ],
  );
};
