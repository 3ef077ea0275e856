import type { SendingWindow } from '@recado/contract';
import {
  defaultMarketingWindow,
  nextOpeningFor,
  type Claim,
  type Claimed,
  type ServiceWindowError,
} from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Pool } from 'pg';
import { indexOfContact, type BlindIndex } from '../encryption/blind-index.ts';
import { contentOfOpened, withDefaults } from '../encryption/sealed-content.ts';
import { contentOf, isDamaged, recipientOf, type Sealer } from '../encryption/sealer.ts';
import { batchCalls, largeBatches } from '../postgres/batch.ts';
import { newEventId, omitNulls, prepare } from '../postgres/sql.ts';
import { findUnclaimed, observeClaim, whyNot } from './claim-reasons.ts';
import { makeClaimRestricted, type RestrictedRow } from './claim-restricted.ts';
import { claimTransactional, type ClaimedRow } from './claim-transactional.ts';
import type { Schema } from '../schema/index.ts';

type Deps = {
  pool: Pool;
  sealer: Sealer;
  indexOf: BlindIndex;
  /** The last time at which this process knows that the database was seen. One that is older was restored. */
  lastSeen: () => Date | undefined;
  serviceWindowError?: ServiceWindowError;
};
type Call = { id: string; lease: ClaimLease };
type Answer = Claim | Error;

/** Holds the length of a claim, by PostgreSQL's clock. `at` replaces PostgreSQL's time. */
export type ClaimLease = { leaseMs: number; at?: Date };

/** Claims messages. Claims at the same time share one statement, and of several claims of one message one wins. */
export const makeClaim = (deps: Deps) => {
  const { pool, sealer, lastSeen, serviceWindowError } = deps;
  const claimRestricted = makeClaimRestricted(serviceWindowError);
  const claim = batchCalls(
    claimTogether({ pool, sealer, lastSeen, claimRestricted, postpone: makePostpone(deps) }),
    largeBatches,
  );
  return (id: string, lease: ClaimLease): Promise<Claim> => claim({ id, lease });
};

/** Extends the lease of an attempt whose request is in flight, so that its worker is not taken for dead. */
export const renewClaim = async (db: Kysely<Schema>, messageId: string, leaseMs: number): Promise<void> => {
  await sql`
    update messages set due_at = greatest(due_at, now() + ${leaseMs} * interval '1 ms')
    where id = ${messageId} and status = 'sending' and twilio_sid is null and reason is null`.execute(db);
};

const orError = <T>(make: () => T): T | Error => {
  try {
    return make();
  } catch (error) {
    return error as Error;
  }
};

const answerClaimed = (row: ClaimRow, sealer: Sealer): Answer =>
  orError(() => ({ kind: 'claimed', message: claimedOfRow(row, sealer) }));

const answerRestricted = (row: RestrictedRow, sealer: Sealer): Answer => {
  if (row.outcome === 'sends') return answerClaimed(row, sealer);
  return row.outcome === 'waits' ? { kind: 'early', at: row.until } : { kind: 'over' };
};

const itemOf = ({ id, lease: { at, leaseMs } }: Call, seenAt: Date | undefined) => ({
  id,
  ...(at && { at }),
  ...(seenAt && { seen_at: seenAt }),
  lease_ms: leaseMs,
  event_id: newEventId(),
});

type Claimers = Pick<Deps, 'pool' | 'sealer' | 'lastSeen'> & {
  claimRestricted: ReturnType<typeof makeClaimRestricted>;
  postpone: Postpone;
};

/** The cheap statement goes first; only messages that it leaves pay for the other one. */
const claimDistinct = async (claimers: Claimers, calls: Call[]): Promise<Map<string, Answer>> => {
  const { pool, sealer, lastSeen, claimRestricted, postpone } = claimers;
  const seenAt = lastSeen();
  const itemsOf = (some: Call[]) => some.map((call) => itemOf(call, seenAt));
  const answers = new Map<string, Answer>();
  const unanswered = () => calls.filter(({ id }) => !answers.has(id));
  for (const row of await claimTransactional(pool, itemsOf(calls))) {
    answers.set(row.id, answerClaimed(row, sealer));
    observeClaim(pool, row, 'sends');
  }
  const restricted = unanswered().length ? await claimRestricted(pool, itemsOf(unanswered())) : [];
  for (const row of restricted) {
    answers.set(row.id, answerRestricted(row, sealer));
    observeClaim(pool, row, row.outcome);
  }
  const postponed = await postpone(restricted.filter(({ outcome }) => outcome === 'closed'));
  for (const [id, at] of postponed) answers.set(id, { kind: 'early', at });
  const unclaimed = unanswered().length ? await findUnclaimed(pool, itemsOf(unanswered())) : [];
  const found = new Map(unclaimed.map((row) => [row.id, row]));
  for (const { id, lease } of unanswered()) answers.set(id, whyNot(found.get(id), lease));
  const damaged = [...answers].flatMap(([id, answer]) => (isDamaged(answer) ? [id] : []));
  if (damaged.length)
    await setAside(
      pool,
      damaged.map((id) => ({ id, event_id: newEventId() })),
    );
  for (const id of damaged) answers.set(id, { kind: 'over' });
  return answers;
};

/** Ends claimed messages whose number or text is damaged. Their requests never left. A repaired one can be retried. */
const setAside = prepare<{ id: string; event_id: string }, { id: string }>(
  'set-aside-unreadable',
  `with requested as (select * from json_to_recordset($1::json) as requested (id uuid, event_id uuid)),
  ended as (
    update messages set status = 'failed', reason = 'unreadable', error_message = 'Its number or text cannot be decrypted'
    from requested where messages.id = requested.id and (messages.status = 'sending') is true
    returning messages.id, messages.attempts, requested.event_id
  ),
  written as (
    insert into message_events (message_id, id, at, type, status, attempt, detail)
    select id, event_id, now(), 'failed', 'failed', attempts, 'unreadable' from ended
  )
  select id from ended`,
);

const claimTogether =
  (claimers: Claimers) =>
  async (calls: readonly Call[]): Promise<Answer[]> => {
    const distinct = [...new Map(calls.toReversed().map((call) => [call.id, call])).values()];
    const answers = await claimDistinct(claimers, distinct);
    return calls.map(({ id }) => {
      const answer = answers.get(id);
      // Two calls may name one message: the first has it.
      if (answer instanceof Error || answer?.kind === 'claimed') answers.delete(id);
      return answer ?? { kind: 'over' };
    });
  };

type ClaimRow = ClaimedRow & Partial<Pick<RestrictedRow, 'window_until' | 'defaults'>>;

const templateOf = ({ variables, content_sid: contentSid, body, sms_charset: smsCharset }: ClaimRow) =>
  variables ? { template: { ...omitNulls({ contentSid, body, smsCharset }), variables } } : {};

/** A message to send, with its columns decrypted. */
const claimedOfRow = (row: ClaimRow, { open }: Sealer): Claimed => {
  const content = contentOfOpened(open(row.content_sealed, contentOf(row.id)), row);
  return {
    id: row.id,
    attempt: row.attempts,
    ...(row.attempts_before > 0 && { attemptsBefore: row.attempts_before }),
    channel: row.channel,
    category: row.category,
    sender: { id: row.sender_id, address: row.address },
    to: open(row.to_sealed, recipientOf(row.id)),
    content: withDefaults(content, row.defaults ?? null, row.variables),
    ...templateOf(row),
    ...omitNulls({ validUntil: row.valid_until, windowUntil: row.window_until, trace: row.trace }),
  };
};

type Closed = Pick<RestrictedRow, 'id' | 'to_sealed' | 'until'>;

const dayMs = 24 * 3_600_000;

/**
 * Lets marketing outside its hours wait for the next ones in its person's time zones, and returns their start for each
 * message. Without any, the message is claimed again after a day, since the hours may change.
 */
const makePostpone =
  ({ pool, sealer, indexOf }: Deps) =>
  async (closed: readonly Closed[]): Promise<Map<string, Date>> => {
    if (!closed.length) return new Map();
    // A number that cannot be decrypted has no zone: its message is set aside at its claim.
    const people = closed.map(({ id, to_sealed: sealed }) => sealer.tryOpen(sealed, recipientOf(id)));
    const windows = await findMarketingWindows(
      pool,
      people.map((to) => indexOfContact(to ?? '', indexOf)),
    );
    const items = closed.map(({ id, until: now }, at) => {
      const [to, window] = [people[at], windows[at]];
      const opening = to === undefined || window === undefined ? undefined : nextOpeningFor(to, window, now);
      const later = new Date(now.getTime() + dayMs);
      return { id, due_at: opening?.from ?? later, window_until: opening?.until ?? later };
    });
    await postponeMessages(pool, items);
    return new Map(items.map(({ id, due_at: dueAt }) => [id, dueAt]));
  };

type Postpone = ReturnType<typeof makePostpone>;

export type Postponement = { id: string; due_at: Date; window_until: Date };

/** Sets the times of messages that wait for their next window. */
const postponeMessages = prepare<Postponement, { id: string }>(
  'postpone-messages',
  `update messages set due_at = requested.due_at, window_until = requested.window_until
  from json_to_recordset($1::json) as requested (id uuid, due_at timestamptz, window_until timestamptz)
  where messages.id = requested.id and (messages.status = 'accepted') is true
  returning messages.id`,
);

type MarketingWindowRow = { value: SendingWindow | null; timezone: string | null };

/** `people` are for `index_of`. The hours in which marketing that names none may be sent to these people, in the zone that was put for each, if one was. */
const findMarketingWindows = async (pool: Pool, people: readonly Buffer[]): Promise<SendingWindow[]> => {
  const { rows } = await pool.query<MarketingWindowRow>(
    `select (select value from settings where name = 'quiet_hours') as value, contacts.timezone
    from unnest($1::bytea[]) with ordinality as requested (person, place)
    left join contacts on contacts.to_index = index_of(requested.person)
    order by place`,
    [people],
  );
  return rows.map(windowOfRow);
};

const windowOfRow = ({ value, timezone }: MarketingWindowRow): SendingWindow => {
  const window = value ?? defaultMarketingWindow;
  return timezone !== null && window.timezone === 'recipient' ? { ...window, timezone } : window;
};

export const findMarketingWindow = async (pool: Pool, person: Buffer): Promise<SendingWindow> => {
  const [window = defaultMarketingWindow] = await findMarketingWindows(pool, [person]);
  return window;
};
