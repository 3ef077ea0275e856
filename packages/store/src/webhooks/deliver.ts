import type { EventName } from '@recado/contract';
import type { DeliveryRound, TakenWebhook, WaitingEvent } from '@recado/messaging';
import { sql, type Kysely, type Selectable } from 'kysely';
import { webhookSecretOf, type Sealer } from '../encryption/sealer.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { WebhooksTable, WebhookWaitingTable } from '../schema/events.ts';
import type { Schema } from '../schema/index.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer };
type Taking = { at: Date; leaseUntil: Date; limit: number };

/** While so many events of a webhook wait, it gets no new ones. */
const mostWaiting = 10_000;
/** The most waiting subjects of a webhook that a round takes. */
const subjectsAtOnce = 500;

type TakenRow = Selectable<WebhooksTable> & { has_room: boolean };

/** Takes webhooks that have something to get. No other worker takes one before its lease ends. */
export const takeWebhooks = async (
  { kysely, sealer }: Deps,
  { at, leaseUntil, limit }: Taking,
): Promise<TakenWebhook[]> => {
  const { rows } = await sql<TakenRow>`
    with taken as (
      select id, has_room
      from webhooks cross join lateral (
        select not exists (
          select from webhook_waiting where webhook_id = webhooks.id offset ${mostWaiting - 1}
        ) as has_room
      ) as room
      where status = 'active' and (leased_until is null or leased_until <= ${at}) and (
        (sequence < (select sequence from event_head) or replay_to is not null) and next_at <= ${at} and has_room
        or exists (select from webhook_waiting where webhook_id = webhooks.id and webhook_waiting.next_at <= ${at})
      )
      order by next_at limit ${limit}
      for no key update of webhooks skip locked
    )
    update webhooks set leased_until = ${leaseUntil} from taken where webhooks.id = taken.id
    returning webhooks.*, has_room`.execute(kysely);
  const waiting = rows.length
    ? await loadWaiting(
        kysely,
        rows.map(({ id }) => id),
        at,
      )
    : [];
  return rows.map((row) => ({
    id: row.id,
    url: row.url,
    includeNumbers: row.include_numbers,
    secrets: secretsOf(row, sealer, at),
    sequence: Number(row.sequence),
    ahead: row.ahead.map(Number),
    tries: row.tries,
    ...(row.has_room && { newAt: row.next_at }),
    ...omitNulls({ types: row.types as EventName[] | null, filter: row.filter, failingSince: row.failing_since }),
    ...(row.replay_after !== null && { replay: { after: Number(row.replay_after), to: Number(row.replay_to) } }),
    waiting: waiting.filter(({ webhook_id: id }) => id === row.id).map(waitingOfRow),
  }));
};

/** Loads all waiting events of the subjects that are due. */
const loadWaiting = async (
  db: Kysely<Schema>,
  ids: readonly string[],
  at: Date,
): Promise<Selectable<WebhookWaitingTable>[]> => {
  const { rows } = await sql<Selectable<WebhookWaitingTable>>`
    select waiting.*
    from unnest(${ids}::uuid[]) as taken (id) cross join lateral (
      select subject from webhook_waiting where webhook_id = taken.id and next_at <= ${at}
      order by next_at limit ${subjectsAtOnce}
    ) as due
    join webhook_waiting as waiting on waiting.webhook_id = taken.id and waiting.subject = due.subject
    order by waiting.sequence`.execute(db);
  return rows;
};

const waitingOfRow = (row: Selectable<WebhookWaitingTable>): WaitingEvent => ({
  sequence: Number(row.sequence),
  subject: row.subject,
  tries: row.tries,
  ...omitNulls({ failedAt: row.failed_at, nextAt: row.next_at }),
});

const secretsOf = (row: Selectable<WebhooksTable>, { open }: Sealer, at: Date): string[] => {
  const { id, secret_sealed: current, former_secret_sealed: former, former_until: until } = row;
  return [current, ...(former && until && until > at ? [former] : [])].map((sealed) =>
    open(sealed, webhookSecretOf(id)),
  );
};

/** Returns those of the subjects that have a waiting event. */
export const findWaitingSubjects = async (
  db: Kysely<Schema>,
  id: string,
  subjects: readonly string[],
): Promise<string[]> => {
  const rows = await db
    .selectFrom('webhook_waiting')
    .select('subject')
    .distinct()
    .where('webhook_id', '=', id)
    .where('subject', 'in', subjects)
    .execute();
  return rows.map(({ subject }) => subject);
};

/** Writes what a round came to and ends its lease. A replay that was asked for during the round stays. */
export const saveRound = (db: Kysely<Schema>, round: DeliveryRound, at: Date): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const { id, sequence, ahead, replay, tries, nextAt, failingSince, end, notes } = round;
    const { numAffectedRows } = await sql`
      update webhooks set
        sequence = greatest(sequence, ${sequence}), ahead = ${ahead}::bigint[], leased_until = null,
        failing_since = ${failingSince ?? null}, tries = ${tries}, next_at = ${nextAt},
        replay_after = case when ${replay === undefined} then replay_after else ${replay?.after ?? null}::bigint end,
        replay_to = case when ${replay === undefined} then replay_to else ${replay?.to ?? null}::bigint end,
        status = coalesce(${end?.status ?? null}, status), reason = coalesce(${end?.reason ?? null}, reason)
      where id = ${id}`.execute(trx);
    // It was deleted during the round.
    if (!numAffectedRows) return;
    await saveWaiting(trx, round);
    await sql`
      insert into webhook_deliveries (webhook_id, at, first_sequence, last_sequence, events, status, error)
      select ${id}, ${at}, first, last, events, status, error
      from json_to_recordset(${JSON.stringify(notes)}::json) as note (
        first bigint, last bigint, events integer, status integer, error text
      )`.execute(trx);
  });

const saveWaiting = async (db: Kysely<Schema>, { id, settled, waiting }: DeliveryRound): Promise<void> => {
  if (settled.length)
    await sql`delete from webhook_waiting where webhook_id = ${id} and sequence = any (${settled}::bigint[])`.execute(
      db,
    );
  if (!waiting.length) return;
  const rows = waiting.map(({ failedAt, nextAt, ...row }) => ({ ...row, failed_at: failedAt, next_at: nextAt }));
  await sql`
    insert into webhook_waiting (webhook_id, sequence, subject, tries, failed_at, next_at)
    select ${id}, sequence, subject, tries, failed_at, next_at
    from json_to_recordset(${JSON.stringify(rows)}::json) as waiting (
      sequence bigint, subject text, tries integer, failed_at timestamptz, next_at timestamptz
    )
    on conflict (webhook_id, sequence) do update
    set tries = excluded.tries, failed_at = excluded.failed_at, next_at = excluded.next_at`.execute(db);
};

export const forgetDeliveries = async (db: Kysely<Schema>, before: Date, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from webhook_deliveries where (webhook_id, id) in (
      select webhook_id, id from webhook_deliveries where at < ${before} order by at limit ${limit}
    )`.execute(db);
  return Number(numAffectedRows ?? 0n);
};
