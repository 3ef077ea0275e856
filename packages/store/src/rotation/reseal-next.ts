import { byCommandLine, type RotationStep } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { noteAudit } from '../audit/note-audit.ts';
import { resealBatch } from '../encryption/reseal-rows.ts';
import { doAllSealWith, mustWait } from '../encryption/running-processes.ts';
import { sealedTables } from '../encryption/sealed-columns.ts';
import type { Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import { endRotation, holdRotation, noteStand, startPass, type RotationRow } from './progress.ts';

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

const conclude = async (db: Kysely<Schema>, { key_id: keyId, unreadable, resealed }: RotationRow) => {
  const retired = Number(unreadable) ? [] : await retireOthers(db, keyId);
  await endRotation(db, keyId);
  const detail = { resealed: Number(resealed), unreadable: Number(unreadable), retired };
  await noteAudit(db, {
    at: new Date(),
    actor: byCommandLine,
    action: 'encryption_key.rotated',
    object: keyId,
    detail,
  });
};

/** A pass that found nothing but what cannot be read is the last one, unless somebody goes on with another key. */
const endPass = async (db: Kysely<Schema>, row: RotationRow): Promise<void> => {
  const isLast = row.found === row.unreadable && (await doAllSealWith(db, row.key_id));
  await (isLast ? conclude(db, row) : startPass(db, row.key_id));
};

const goOn = async (db: Kysely<Schema>, { sealer }: Deps, limit: number): Promise<RotationStep> => {
  const row = await holdRotation(db, sealer.keyId);
  if (row.ended_at) return { kind: 'over', resealed: Number(row.resealed), unreadable: Number(row.unreadable) };
  if (!row.sealed_table && (await mustWait(db, row.key_id, row.pass_from))) return { kind: 'waits' };
  const at = row.sealed_table ? sealedTables.findIndex(({ name }) => name === row.sealed_table) : 0;
  const table = sealedTables[at];
  if (!table) throw new Error(`${row.sealed_table} is not among the sealed tables`);
  const batch = await resealBatch(db, table, { sealer, after: row.after, limit });
  const next = batch.seen < limit ? sealedTables[at + 1] : table;
  await noteStand(db, row.key_id, {
    ...batch,
    sealedTable: next?.name ?? table.name,
    after: next === table ? (batch.last ?? null) : null,
  });
  if (!next) await endPass(db, await holdRotation(db, row.key_id));
  const { seen, resealed } = batch;
  return { kind: 'batch', table: table.name, pass: row.pass, seen, changed: resealed };
};

/**
 * Takes one step of a rotation, in one transaction that a kill undoes. Any number of processes may take steps at the same
 * time: they take turns.
 */
export const resealNext = (deps: Deps, limit: number): Promise<RotationStep> =>
  deps.kysely.transaction().execute((db) => goOn(db, deps, limit));
