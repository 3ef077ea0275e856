import type { EventName } from '@recado/contract';
import type {
  AuditEntry,
  DeliveryRound,
  ListRange,
  NewWebhook,
  RecordedDelivery,
  RecordedWebhook,
  WebhookChange,
} from '@recado/messaging';
import { sql, type Kysely, type Selectable } from 'kysely';
import { audited } from '../audit/audit.ts';
import { webhookSecretOf, type Sealer } from '../encryption/sealer.ts';
import { directionOf, isBeyond, omitNulls } from '../postgres/sql.ts';
import type { WebhooksTable } from '../schema/events.ts';
import type { Schema } from '../schema/index.ts';
import { findWaitingSubjects, forgetDeliveries, saveRound, takeWebhooks } from './deliver.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer };

/** Webhooks and what was delivered to them. */
export const webhookMethods = (deps: Deps) => ({
  insertWebhook: (webhook: NewWebhook, audit: AuditEntry) => insertWebhook(deps, webhook, audit),
  changeWebhook: (id: string, change: WebhookChange, at: Date, audit: AuditEntry) =>
    changeWebhook(deps, { id, change, at }, audit),
  deleteWebhook: (id: string, audit: AuditEntry) => deleteWebhook(deps.kysely, id, audit),
  findWebhook: async (id: string) => (await findWebhooks(deps.kysely, id))[0],
  findWebhooks: () => findWebhooks(deps.kysely),
  countWebhooks: () => countWebhooks(deps.kysely),
  measureWebhooks: () => measureWebhooks(deps.kysely),
  writeTestEvent: (id: string) => writeTestEvent(deps.kysely, id),
  loadDeliveries: (filter: DeliveryFilter) => loadDeliveries(deps.kysely, filter),
  takeWebhooks: (at: Date, leaseUntil: Date, limit: number) => takeWebhooks(deps, { at, leaseUntil, limit }),
  findWaitingSubjects: (id: string, subjects: readonly string[]) => findWaitingSubjects(deps.kysely, id, subjects),
  saveRound: (round: DeliveryRound, at: Date) => saveRound(deps.kysely, round, at),
  forgetDeliveries: (before: Date, limit: number) => forgetDeliveries(deps.kysely, before, limit),
});

type WebhookRow = Selectable<WebhooksTable> & { waiting: string };

const webhookOf = (row: WebhookRow): RecordedWebhook => ({
  id: row.id,
  url: row.url,
  includeNumbers: row.include_numbers,
  waiting: Number(row.waiting),
  status: row.status,
  createdAt: row.created_at,
  sequence: Number(row.sequence),
  nextAt: row.next_at,
  ...omitNulls({
    types: row.types as EventName[] | null,
    filter: row.filter,
    reason: row.reason,
    failingSince: row.failing_since,
  }),
  ...(row.replay_after !== null && { replay: { after: Number(row.replay_after), to: Number(row.replay_to) } }),
});

/** It begins with the events that have no number yet. */
const insertWebhook = async ({ kysely, sealer }: Deps, webhook: NewWebhook, audit: AuditEntry) => {
  const { id, url, types, filter, includeNumbers, createdAt, createdBy, secret } = webhook;
  const row = await audited(kysely, audit, (db) =>
    db
      .insertInto('webhooks')
      .values({
        id,
        url,
        types: types ?? null,
        filter: filter ? JSON.stringify(filter) : null,
        include_numbers: includeNumbers,
        secret_sealed: sealer.seal(secret, webhookSecretOf(id)),
        created_at: createdAt,
        created_by: createdBy,
        next_at: createdAt,
        sequence: sql`(select sequence from event_head)`,
      })
      .returningAll()
      .returning(waitingOf)
      .executeTakeFirstOrThrow(),
  );
  return webhookOf(row);
};

type Changing = { id: string; change: WebhookChange; at: Date };

/** A change lets a webhook try again at once. */
const changeWebhook = async ({ kysely, sealer }: Deps, { id, change, at }: Changing, audit: AuditEntry) => {
  const { url, types, filter, includeNumbers, status, secret, formerUntil, replay } = change;
  const row = await audited(kysely, audit, async (db) => {
    if (status) await letWaitingGo(db, id, at);
    return db
      .updateTable('webhooks')
      .set({
        next_at: at,
        ...(url !== undefined && { url }),
        ...(types !== undefined && { types }),
        ...(filter !== undefined && { filter: filter && JSON.stringify(filter) }),
        ...(includeNumbers !== undefined && { include_numbers: includeNumbers }),
        ...(status && { status, reason: null, failing_since: null, tries: 0 }),
        ...(secret !== undefined && {
          former_secret_sealed: sql`secret_sealed`,
          secret_sealed: sealer.seal(secret, webhookSecretOf(id)),
          former_until: formerUntil ?? null,
        }),
        ...(replay && { replay_after: String(replay.after), replay_to: String(replay.to) }),
      })
      .where('id', '=', id)
      .returningAll()
      .returning(waitingOf)
      .executeTakeFirst();
  });
  return row && webhookOf(row);
};

const waitingOf = sql<string>`(select count(*) from webhook_waiting where webhook_id = webhooks.id)`.as('waiting');

/** Tries again at once what failed, with three new days. */
const letWaitingGo = (db: Kysely<Schema>, id: string, at: Date) =>
  db
    .updateTable('webhook_waiting')
    .set({ tries: 0, failed_at: null, next_at: at })
    .where('webhook_id', '=', id)
    .where('next_at', 'is not', null)
    .execute();

const deleteWebhook = (kysely: Kysely<Schema>, id: string, audit: AuditEntry): Promise<true | undefined> =>
  audited(kysely, audit, async (db) => {
    const row = await db.deleteFrom('webhooks').where('id', '=', id).returning('id').executeTakeFirst();
    return row && true;
  });

const findWebhooks = async (db: Kysely<Schema>, id?: string): Promise<RecordedWebhook[]> => {
  const query = db.selectFrom('webhooks').selectAll().select(waitingOf).orderBy('created_at').orderBy('id');
  return (await (id === undefined ? query : query.where('id', '=', id)).execute()).map(webhookOf);
};

const countWebhooks = async (db: Kysely<Schema>): Promise<number> => {
  const { count } = await db
    .selectFrom('webhooks')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};

export type WebhookMeasure = { id: string; status: string; pending: number; oldestAt: Date | null };

/** Counts the events that each webhook has not got, and finds the time of the oldest. Events that it did not ask for count too. */
const measureWebhooks = async (db: Kysely<Schema>): Promise<WebhookMeasure[]> => {
  const { rows } = await sql<WebhookMeasure & { pending: string }>`
    select id, status, greatest(0, head.sequence - webhooks.sequence) + waiting.events as pending,
      least(waiting.oldest_at, next_event.at) as "oldestAt"
    from webhooks
    cross join (select sequence from event_head) as head
    cross join lateral (
      select count(*) as events, min(failed_at) as oldest_at from webhook_waiting where webhook_id = webhooks.id
    ) as waiting
    left join lateral (
      select at from event_log where last_sequence > webhooks.sequence order by last_sequence limit 1
    ) as next_event on true
    order by created_at, id`.execute(db);
  return rows.map(({ pending, ...row }) => ({ ...row, pending: Number(pending) }));
};

const writeTestEvent = async (db: Kysely<Schema>, id: string): Promise<boolean> => {
  const { numAffectedRows } = await sql`
    insert into outbox (type, detail)
    select 'webhook.test', jsonb_build_object('id', id, 'url', url) from webhooks where id = ${id}`.execute(db);
  return numAffectedRows === 1n;
};

type DeliveryFilter = ListRange & { id: string };

const loadDeliveries = async (
  db: Kysely<Schema>,
  { id, since, until, ...range }: DeliveryFilter,
): Promise<RecordedDelivery[]> => {
  let query = db.selectFrom('webhook_deliveries').selectAll().where('webhook_id', '=', id).where(isBeyond(range));
  if (since) query = query.where('at', '>=', since);
  if (until) query = query.where('at', '<', until);
  return (await query.orderBy('id', directionOf(range)).limit(range.limit).execute()).map((row) => ({
    place: Number(row.id),
    at: row.at,
    first: Number(row.first_sequence),
    last: Number(row.last_sequence),
    events: row.events,
    ...omitNulls({ status: row.status, error: row.error }),
  }));
};
