import type { AuditEntry, NewBulkRetry, ProcessHeartbeat } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Restores } from '../restores/restores.ts';
import type { Schema } from '../schema/index.ts';
import {
  cancelBulkRetry,
  findBulkRetry,
  insertBulkRetry,
  listBulkRetries,
  saveBulkStep,
  takeBulkRetry,
  type BulkStep,
} from './bulk-retries.ts';
import { countFailures, findNoticeBasis, loadFigures } from './figures.ts';
import { listHeartbeats, listRefusedCallbacks, writeHeartbeat, writeRefusedCallbacks } from './processes.ts';
import { checkIn, checkOut, releaseTasks, type CheckIn } from './task-leases.ts';

/** The state of the installation, and the work that people give to its workers. */
export const operationMethods = (db: Kysely<Schema>, { noteSeen }: Pick<Restores, 'noteSeen'>) => ({
  writeHeartbeat: (process: ProcessHeartbeat) => writeHeartbeat(db, process),
  listHeartbeats: (since: Date) => listHeartbeats(db, since),
  checkIn: async (own: CheckIn) => {
    const checkedIn = await checkIn(db, own);
    return { ...checkedIn, seenAt: checkedIn.seenAt && noteSeen(checkedIn.seenAt) };
  },
  releaseTasks: (worker: string, tasks: readonly string[]) => releaseTasks(db, worker, tasks),
  checkOut: (worker: string) => checkOut(db, worker),
  writeRefusedCallbacks: (refused: Parameters<typeof writeRefusedCallbacks>[1]) => writeRefusedCallbacks(db, refused),
  listRefusedCallbacks: (since: Date) => listRefusedCallbacks(db, since),
  loadFigures: (at: Date) => loadFigures(db, at),
  countFailures: (since: Date, until: Date) => countFailures(db, since, until),
  findNoticeBasis: (at: Date) => findNoticeBasis(db, at),
  insertBulkRetry: (retry: NewBulkRetry, audit: AuditEntry) => insertBulkRetry(db, retry, audit),
  findBulkRetry: (id: string) => findBulkRetry(db, id),
  listBulkRetries: (limit: number) => listBulkRetries(db, limit),
  cancelBulkRetry: (id: string, at: Date, audit: AuditEntry) => cancelBulkRetry(db, id, at, audit),
  takeBulkRetry: (at: Date, forMs: number, limit: number) => takeBulkRetry(db, at, forMs, limit),
  saveBulkStep: (step: BulkStep) => saveBulkStep(db, step),
});
