import type { SidOwner, Unresolved, WaitsFor } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Sealer } from '../encryption/sealer.ts';
import { repeatableEventId } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import type { ClaimLease } from './claim.ts';
import { isPossiblySent } from './eligibility.ts';
import type { ClaimInDoubt } from './twilio-sids.ts';
import { readable, selectUnresolved, unresolvedOf, type UnresolvedRow } from './unresolved.ts';

/** Claimed messages whose outcome should be known by now, for this worker alone until the lease ends. */
export const makeTakeUnresolved =
  (db: Kysely<Schema>, sealer: Sealer) =>
  async (lease: ClaimLease, limit: number): Promise<Unresolved[]> =>
    readable(db, await takeUnresolved(db, lease, limit), sealer);

/**
 * Takes up to `limit` claimed messages whose outcome is overdue, the longest overdue first. No other worker takes them
 * during the lease; if the worker dies, the next one does. A message whose contact was erased cannot be looked up at
 * Twilio, so it ends.
 */
const takeUnresolved = async (
  db: Kysely<Schema>,
  { at, leaseMs }: ClaimLease,
  limit: number,
): Promise<UnresolvedRow[]> => {
  const now = at ? sql`${at}::timestamptz` : sql`now()`;
  const { rows } = await sql<UnresolvedRow>`
    with overdue as (
      select id, octet_length(to_sealed) = 0 as is_erased from messages
      where indexed_as = 'sending' and status = 'sending' and due_at <= ${now}
      order by due_at limit ${limit}
      for no key update skip locked
    ),
    taken as (
      update messages set due_at = ${now} + ${leaseMs} * interval '1 ms' from overdue where messages.id = overdue.id and not is_erased
      returning messages.*
    ),
    given_up as (
      update messages set status = 'failed', reason = 'erased', error_message = 'Nobody can say whether Twilio has it'
      from overdue where messages.id = overdue.id and is_erased
      returning messages.id, messages.attempts
    ),
    logged as (
      insert into message_events (message_id, id, at, type, status, attempt, detail)
      select id, ${uuidv7()}, ${now}, 'failed', 'failed', attempts, 'erased' from given_up
    )
    ${selectUnresolved(sql`taken`)}`.execute(db);
  return rows;
};

/**
 * Finds messages of the same sender and person that Twilio may have under an unknown SID. These are claimed messages,
 * overdue or not, and messages that may have been sent before a restore.
 */
export const findUnresolvedOfPair = async (
  db: Kysely<Schema>,
  sealer: Sealer,
  messageId: string,
): Promise<Unresolved[]> => {
  const ofPair = sql`(
    select messages.* from messages
    join messages as named on named.sender_id = messages.sender_id and named.to_index = messages.to_index
    where named.id = ${messageId} and messages.twilio_sid is null
      and (messages.status = 'sending' or messages.status = 'accepted' and ${sql.raw(isPossiblySent('messages'))})
      and octet_length(messages.to_sealed) > 0
  )`;
  const { rows } = await sql<UnresolvedRow>`${selectUnresolved(ofPair)}`.execute(db);
  return readable(db, rows, sealer);
};

/** Returns the messages that have these SIDs, or had them before a retry. The pair is that of `messageId`. */
export const findSidOwners = async (
  db: Kysely<Schema>,
  sealer: Sealer,
  messageId: string,
  sids: string[],
): Promise<SidOwner[]> => {
  if (!sids.length) return [];
  const { rows: owned } = await sql<{ twilio_sid: string; id: string; is_of_pair: boolean }>`
    select owned.twilio_sid, owned.id, coalesce(
      owner.sender_id = named.sender_id and owner.to_index = named.to_index or octet_length(owner.to_sealed) = 0, true
    ) as is_of_pair
    from (
      select twilio_sid, id from messages
      where id = any(array(
        select message_id from twilio_sids where sid_key = any(array(select sid_key(sid) from unnest(${sids}::text[]) as sid))
      )) and twilio_sid = any(${sids})
      union all
      select twilio_sid, message_id from former_sids where twilio_sid = any(${sids})
    ) as owned
    join messages as named on named.id = ${messageId}
    left join messages as owner on owner.id = owned.id`.execute(db);
  if (!owned.length) return [];
  const ids = owned.map(({ id }) => id);
  const { rows } = await sql<UnresolvedRow>`
    ${selectUnresolved(sql`(select * from messages where id = any(${ids}::uuid[]))`)}`.execute(db);
  const byId = new Map(rows.map((row) => [row.id, unresolvedOf(row, sealer)]));
  return owned.map(({ twilio_sid: twilioSid, id, is_of_pair: isOfPair }) => {
    const { content, template } = byId.get(id) ?? {};
    return { twilioSid, isOfPair, ...(content && { content }), ...(template && { template }) };
  });
};

export type Absence = ClaimInDoubt & { status: 'accepted' | 'failed'; detail: string };

/**
 * Ends an attempt that Twilio's message list does not contain: the message is sent again, or fails after its last
 * attempt. After a restore no attempt was made, and the restore's time says that the message was compared. Returns false if
 * the message changed since.
 */
export const recordAbsence = async (db: Kysely<Schema>, absence: Absence): Promise<boolean> => {
  const { messageId, attempt, claimedAt, at, status, detail } = absence;
  const { numAffectedRows } = await sql`
    with absent as (
      update messages
      set status = ${status}::message_status, due_at = ${at}, reason = null,
        error_message = case
          when ${status} = 'failed' then ${detail} when reason = 'restored' then null else error_message
        end,
        attempts = attempts - case when reason = 'restored' then 1 else 0 end,
        claimed_at = case when reason = 'restored' then (
          select max(found_at) from restores
          where found_at <= messages.claimed_at and (messages.created_at < found_at or messages.id < first_id)
        ) else claimed_at end
      where id = ${messageId} and status = 'sending' and attempts = ${attempt} and claimed_at = ${claimedAt}
        and twilio_sid is null
      returning id
    )
    insert into message_events (message_id, id, at, type, status, attempt, detail)
    select id, ${uuidv7()}, ${at}, 'not_found_at_twilio', ${status}, ${attempt}, ${detail} from absent`.execute(db);
  return numAffectedRows === 1n;
};

export type GivenUp = ClaimInDoubt & { detail: string };

/** Fails a message whose outcome could not be found in time. Returns false if the message changed since. */
export const giveUp = async (db: Kysely<Schema>, givenUp: GivenUp): Promise<boolean> => {
  const { messageId, attempt, claimedAt, at, detail } = givenUp;
  const { numAffectedRows } = await sql`
    with given_up as (
      update messages set status = 'failed', reason = 'outcome_unknown', error_message = ${detail}
      where id = ${messageId} and status = 'sending' and attempts = ${attempt} and claimed_at = ${claimedAt}
        and twilio_sid is null
      returning id
    )
    insert into message_events (message_id, id, at, type, status, attempt, detail)
    select id, ${uuidv7()}, ${at}, 'failed', 'failed', ${attempt}, ${`outcome_unknown: ${detail}`} from given_up`.execute(
    db,
  );
  return numAffectedRows === 1n;
};

export type Waiting = ClaimInDoubt & { for: WaitsFor; detail: string; dueAt: Date };

/** Writes down what a message waits for; each thing is in its events once. It is looked at again at `dueAt`. */
export const writeWaiting = async (db: Kysely<Schema>, waiting: Waiting): Promise<void> => {
  const { messageId, attempt, claimedAt, at, detail, dueAt } = waiting;
  const eventId = repeatableEventId([attempt, claimedAt, waiting.for, detail]);
  await sql`
    with waiting as (
      update messages set due_at = ${dueAt}, 
        reason = case when reason in ('sid_conflict', 'restored') then reason else ${`waits_for_${waiting.for}`} end, error_message = ${detail}
      where id = ${messageId} and status = 'sending' and attempts = ${attempt} and claimed_at = ${claimedAt}
        and twilio_sid is null
      returning id
    )
    insert into message_events (message_id, id, at, type, status, attempt, detail)
    select id, ${eventId}, ${at}, 'lookup_failed', 'sending', ${attempt}, ${detail} from waiting
    on conflict do nothing`.execute(db);
};
