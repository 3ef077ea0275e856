import { byCommandLine, type EncryptionRotationStep } from '@recado/messaging';
import { Kysely, PostgresDialect, sql, type Selectable } from 'kysely';
import { writeAuditEntry } from '../audit/audit.ts';
import { checkSchema } from '../migrate.ts';
import { guard, keepTrying } from '../postgres/errors.ts';
import { openPool, type PoolOptions } from '../postgres/pool.ts';
import type { Schema } from '../schema/index.ts';
import type { KeyRotationsTable } from '../schema/maintenance.ts';
import { checkRotation } from './check-keys.ts';
import { resealBatch } from './reseal-rows.ts';
import { checkAllSealWith, doAllSealWith, mustWait } from './running-processes.ts';
import { sealedTables } from './sealed-columns.ts';
import { makeSealer, type EncryptionKey, type Sealer } from './sealer.ts';

export type EncryptionRotationOptions = Pick<PoolOptions, 'databaseUrl'> & {
  /** The first is the one that all is to be sealed with. */
  encryptionKeys: readonly EncryptionKey[];
  /** Ends the waiting for a PostgreSQL that is away. */
  signal?: AbortSignal;
};

/** The store methods that a rotation of the encryption keys needs. */
export const openEncryptionRotation = ({ databaseUrl, encryptionKeys, signal }: EncryptionRotationOptions) => {
  const pool = openPool({ databaseUrl, poolSize: 1, name: 'recado rotation' });
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const sealer = makeSealer(encryptionKeys);
  const steps = guard({
    /** Throws when a key is missing or another, and before all processes seal with the current one. */
    begin: async () => {
      await checkSchema(kysely, { isExact: true });
      await checkRotation(kysely, encryptionKeys);
      await checkAllSealWith(kysely, sealer.keyId);
      await beginEncryptionRotation(kysely, sealer.keyId);
    },
    /** `limit`: the rows that are looked at, at most. */
    next: (limit: number) => resealNext({ kysely, sealer }, limit),
  });
  return {
    ...steps,
    next: (limit: number) => keepTrying(() => steps.next(limit), signal),
    [Symbol.asyncDispose]: () => pool.end(),
  };
};

type Deps = { kysely: Kysely<Schema>; sealer: Sealer };

/** Nothing is sealed with the others any more: a process may start without them. */
const retireOthers = async (db: Kysely<Schema>, keyId: string): Promise<string[]> => {
  const retired = await db
    .deleteFrom('encryption_keys')
    .where('purpose', '=', 'sealing')
    .where('id', '<>', keyId)
    .returning('id')
    .execute();
  return retired.map(({ id }) => id).toSorted();
};

const finish = async (db: Kysely<Schema>, { key_id: keyId, unreadable, resealed }: EncryptionRotationRow) => {
  const retired = Number(unreadable) ? [] : await retireOthers(db, keyId);
  await endEncryptionRotation(db, keyId);
  const detail = { resealed: Number(resealed), unreadable: Number(unreadable), retired };
  await writeAuditEntry(db, {
    at: new Date(),
    actor: byCommandLine,
    action: 'encryption_key.rotated',
    object: keyId,
    detail,
  });
};

/** A pass that found only unreadable values is the last one, unless a rotation to another key is under way. */
const endPass = async (db: Kysely<Schema>, row: EncryptionRotationRow): Promise<void> => {
  const isLast = row.found === row.unreadable && (await doAllSealWith(db, row.key_id));
  await (isLast ? finish(db, row) : startPass(db, row.key_id));
};

const goOn = async (db: Kysely<Schema>, { sealer }: Deps, limit: number): Promise<EncryptionRotationStep> => {
  const row = await lockEncryptionRotation(db, sealer.keyId);
  if (row.ended_at) return { kind: 'over', resealed: Number(row.resealed), unreadable: Number(row.unreadable) };
  if (!row.sealed_table && (await mustWait(db, row.key_id, row.pass_from))) return { kind: 'waits' };
  const at = row.sealed_table ? sealedTables.findIndex(({ name }) => name === row.sealed_table) : 0;
  const table = sealedTables[at];
  if (!table) throw new Error(`${row.sealed_table} is not among the sealed tables`);
  const batch = await resealBatch(db, table, { sealer, after: row.after, limit });
  const next = batch.seen < limit ? sealedTables[at + 1] : table;
  await saveProgress(db, row.key_id, {
    ...batch,
    sealedTable: next?.name ?? table.name,
    after: next === table ? (batch.last ?? null) : null,
  });
  if (!next) await endPass(db, await lockEncryptionRotation(db, row.key_id));
  const { seen, resealed } = batch;
  return { kind: 'batch', table: table.name, pass: row.pass, seen, changed: resealed };
};

/**
 * Takes one step of a rotation, in one transaction that a kill undoes. Any number of processes may take steps at the same
 * time: they take turns.
 */
const resealNext = (deps: Deps, limit: number): Promise<EncryptionRotationStep> =>
  deps.kysely.transaction().execute((db) => goOn(db, deps, limit));

/** The progress of a rotation, locked: its holder continues, and others wait for one batch. */
type EncryptionRotationRow = Selectable<KeyRotationsTable>;

/** Begins a rotation, continues one that is under way, or checks again for values that an ended one left behind. */
const beginEncryptionRotation = async (db: Kysely<Schema>, keyId: string): Promise<void> => {
  await sql`
    insert into key_rotations as known (key_id, pass_from, started_at)
    values (${keyId}, clock_timestamp(), clock_timestamp())
    on conflict (key_id) do update set
      pass = 1, pass_from = excluded.pass_from, sealed_table = null, after = null, found = 0, unreadable = 0,
      resealed = 0, started_at = excluded.started_at, ended_at = null
    where known.ended_at is not null`.execute(db);
};

const lockEncryptionRotation = (db: Kysely<Schema>, keyId: string): Promise<EncryptionRotationRow> =>
  db.selectFrom('key_rotations').selectAll().where('key_id', '=', keyId).forUpdate().executeTakeFirstOrThrow();

type Progress = { sealedTable: string; after: unknown[] | null; found: number; unreadable: number; resealed: number };

/** The counts are of this batch. */
const saveProgress = async (db: Kysely<Schema>, keyId: string, progress: Progress): Promise<void> => {
  await sql`
    update key_rotations set
      sealed_table = ${progress.sealedTable}, after = ${progress.after && JSON.stringify(progress.after)}::jsonb,
      found = found + ${progress.found}, unreadable = unreadable + ${progress.unreadable},
      resealed = resealed + ${progress.resealed}
    where key_id = ${keyId}`.execute(db);
};

/** Starts again from the first table. */
const startPass = async (db: Kysely<Schema>, keyId: string): Promise<void> => {
  await sql`
    update key_rotations set
      pass = pass + 1, pass_from = clock_timestamp(), sealed_table = null, after = null, found = 0, unreadable = 0
    where key_id = ${keyId}`.execute(db);
};

const endEncryptionRotation = async (db: Kysely<Schema>, keyId: string): Promise<void> => {
  await sql`update key_rotations set ended_at = clock_timestamp() where key_id = ${keyId}`.execute(db);
};
