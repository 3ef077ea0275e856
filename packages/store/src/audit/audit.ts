import type { ActorKind } from '@recado/contract';
import { bySystem, type Actor, type AuditEntry, type AuditFilter, type RecordedAuditEntry } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder, type Selectable } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { directionOf, firstIdAt, isInRange, omitNulls } from '../postgres/sql.ts';
import type { AuditLogTable, Schema } from '../schema/index.ts';

/**
 * Makes a change, and with an entry notes it in the same commit. One that found nothing to change, and so gives
 * `undefined`, is not noted.
 */
export const audited = <Changed>(
  db: Kysely<Schema>,
  entry: AuditEntry | undefined,
  change: (db: Kysely<Schema>) => Promise<Changed>,
): Promise<Changed> => {
  if (!entry) return change(db);
  return db.transaction().execute(async (trx) => {
    const changed = await change(trx);
    if (changed !== undefined) await writeAuditEntry(trx, entry);
    return changed;
  });
};

/** Writes down what was done, and returns the id of the entry. Belongs in the transaction that does it. */
export const writeAuditEntry = async (db: Kysely<Schema>, entry: AuditEntry): Promise<string> => {
  const { at, actor, action, object, detail } = entry;
  // By which entries are listed, from one time to another.
  const id = uuidv7({ msecs: at.getTime() });
  await db
    .insertInto('audit_log')
    .values({
      id,
      at,
      actor_id: actor.id ?? null,
      actor_name: actor.name,
      actor_kind: kindOf(actor),
      action,
      object: object ?? null,
      detail: detail ? JSON.stringify(detail) : null,
    })
    .execute();
  return id;
};

/** An actor with an id is a key, unless a person has the id. */
const kindOf = ({ id, name }: Actor): RawBuilder<ActorKind> => {
  if (id === undefined) return sql`${name === bySystem.name ? 'system' : 'cli'}`;
  return sql`case when exists (select from users where id = ${id}::uuid) then 'user' else 'key' end`;
};

/** The audit log records each change and its actor. */
export const auditMethods = (db: Kysely<Schema>) => ({
  writeAuditEntry: async (entry: AuditEntry): Promise<void> => void (await writeAuditEntry(db, entry)),
  writeLimitedEntry: (entry: AuditEntry, bounds: Bounds) => writeLimitedEntry(db, entry, bounds),
  writeSharedEntry: (entry: AuditEntry & { object: string }, bounds: Share) => writeSharedEntry(db, entry, bounds),
  loadAuditEntries: (filter: AuditFilter) => loadAuditEntries(db, filter),
});

type Bounds = { limit: number; since: Date };

/**
 * Writes an entry unless its actor wrote `limit` entries of its action since then; then it returns the time of the oldest
 * of them. Simultaneous calls of one actor run one after another, so the limit is exact.
 */
const writeLimitedEntry = (
  db: Kysely<Schema>,
  entry: AuditEntry,
  { limit, since }: Bounds,
): Promise<Date | undefined> =>
  db.transaction().execute(async (trx) => {
    const { actor, action } = entry;
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${action} ${actor.id ?? actor.name}`}, 0))`.execute(trx);
    const before = await trx
      .selectFrom('audit_log')
      .select('at')
      .where(actor.id === undefined ? 'actor_name' : 'actor_id', '=', actor.id ?? actor.name)
      .where('action', '=', action)
      .where('id', '>=', firstIdAt(since))
      .orderBy('id', 'desc')
      .offset(limit - 1)
      .limit(1)
      .executeTakeFirst();
    if (before) return before.at;
    await writeAuditEntry(trx, entry);
    return undefined;
  });

type Share = { count: number; limit: number; since: Date };

/**
 * Writes an entry of `count` things in `detail.numbers`, if those of its action and object since then stay within the
 * limit. Returns how many were free before. Simultaneous calls for one object run one after another.
 */
const writeSharedEntry = (
  db: Kysely<Schema>,
  entry: AuditEntry & { object: string },
  { count, limit, since }: Share,
): Promise<number> =>
  db.transaction().execute(async (trx) => {
    const { action, object } = entry;
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${action} ${object}`}, 0))`.execute(trx);
    const { used } = await trx
      .selectFrom('audit_log')
      .select(sql<number>`coalesce(sum((detail ->> 'numbers')::integer), 0)::integer`.as('used'))
      .where('object', '=', object)
      .where('action', '=', action)
      .where('id', '>=', firstIdAt(since))
      .executeTakeFirstOrThrow();
    if (used + count <= limit) await writeAuditEntry(trx, { ...entry, detail: { ...entry.detail, numbers: count } });
    return limit - used;
  });

const entryOfRow = (row: Selectable<AuditLogTable>): RecordedAuditEntry => ({
  id: row.id,
  at: row.at,
  actor: { kind: row.actor_kind, name: row.actor_name, ...omitNulls({ id: row.actor_id }) },
  action: row.action,
  ...omitNulls({ object: row.object, detail: row.detail }),
});

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const loadAuditEntries = async (
  db: Kysely<Schema>,
  { actor, actorKind, action, object, ...range }: AuditFilter,
): Promise<RecordedAuditEntry[]> => {
  let query = db
    .selectFrom('audit_log')
    .selectAll()
    .where(isInRange(range))
    .orderBy('id', directionOf(range))
    .limit(range.limit);
  if (actor !== undefined) query = query.where(uuid.test(actor) ? 'actor_id' : 'actor_name', '=', actor);
  if (actorKind !== undefined) query = query.where('actor_kind', '=', actorKind);
  if (action !== undefined) query = query.where('action', '=', action);
  if (object !== undefined) query = query.where('object', '=', object);
  return (await query.execute()).map(entryOfRow);
};
