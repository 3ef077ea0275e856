import type { Channel } from '@recado/contract';
import type { Unresolved } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { contentOfOpened, withDefaults } from '../encryption/sealed-content.ts';
import { contentOf, recipientOf, type Sealer } from '../encryption/sealer.ts';
import { given } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import type { ClaimInDoubt } from './twilio-sids.ts';

/** Claimed messages whose outcome should be known by now, for this worker alone until `leaseUntil`. */
export const makeTakeUnresolved =
  (db: Kysely<Schema>, sealer: Sealer) =>
  async (at: Date, leaseUntil: Date, limit: number): Promise<Unresolved[]> =>
    (await takeUnresolved(db, at, leaseUntil, limit)).map((row) => unresolvedOf(row, sealer));

const unresolvedOf = (row: UnresolvedRow, { open }: Sealer): Unresolved => ({
  id: row.id,
  senderId: row.sender_id,
  ...(row.campaign_id !== null && { lane: 'campaign' }),
  attempt: row.attempts,
  ...(row.attempts_before > 0 && { attemptsBefore: row.attempts_before }),
  channel: row.channel,
  from: row.address,
  to: open(row.to_sealed, recipientOf(row.id)),
  content: withDefaults(contentOfOpened(open(row.content_sealed, contentOf(row.id)), row), row.defaults, row.variables),
  ...(row.variables && { template: { ...given({ body: row.body }), variables: row.variables } }),
  claimedAt: row.claimed_at,
});

type UnresolvedRow = {
  id: string;
  sender_id: string;
  campaign_id: string | null;
  attempts: number;
  attempts_before: number;
  channel: Channel;
  claimed_at: Date;
  address: string;
  to_sealed: Buffer;
  content_sealed: Buffer;
  template_name: string | null;
  template_language: string | null;
  body: string | null;
  variables: string[] | null;
  /** Of a campaign: the variables of rows that do not have them. */
  defaults: Record<string, string> | null;
};

/**
 * Takes up to `limit` claimed messages whose outcome should be known by now, the longest overdue first. Until `leaseUntil`
 * no other worker takes them; a worker that dies meanwhile leaves them to the next. Of one whose person's data was erased
 * meanwhile Twilio cannot be asked: it ends.
 */
const takeUnresolved = async (
  db: Kysely<Schema>,
  at: Date,
  leaseUntil: Date,
  limit: number,
): Promise<UnresolvedRow[]> => {
  const { rows } = await sql<UnresolvedRow>`
    with overdue as (
      select id, octet_length(to_sealed) = 0 as is_erased from messages
      where status = 'sending' and due_at <= ${at}
      order by due_at limit ${limit}
      for no key update skip locked
    ),
    taken as (
      update messages set due_at = ${leaseUntil} from overdue where messages.id = overdue.id and not is_erased
      returning
        messages.id, messages.attempts, messages.attempts_before, messages.channel, messages.claimed_at,
        messages.sender_id, messages.campaign_id, messages.to_sealed, messages.content_sealed, messages.template_name,
        messages.template_language, messages.fallback_for
    ),
    given_up as (
      update messages set status = 'failed', reason = 'erased', error_message = 'Nobody can say whether Twilio has it'
      from overdue where messages.id = overdue.id and is_erased
      returning messages.id, messages.attempts
    ),
    noted as (
      insert into message_events (message_id, id, at, type, status, attempt, detail)
      select id, ${uuidv7()}, ${at}, 'failed', 'failed', attempts, 'erased' from given_up
    )
    select taken.*, senders.address, templates.body, templates.variables, 
      campaigns.variables || coalesce(
        case when taken.fallback_for is not null then campaigns.fallback -> 'variables' end, '{}'
      ) as defaults
    from taken
    left join campaigns on campaigns.id = taken.campaign_id
    join senders on senders.id = taken.sender_id
    left join templates on templates.name = taken.template_name and templates.language = taken.template_language`.execute(
    db,
  );
  return rows;
};

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
