import type { AuditEntry, NewBulkRetry, ProcessHeartbeat } from '@recado/messaging';
import type { Kysely } from 'kysely';
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
import { releaseTasks, takeTasks, type TaskBid } from './task-leases.ts';

/** The state of the installation, and the work that people give to its workers. */
export const operationMethods = (db: Kysely<Schema>) => ({
  writeHeartbeat: (process: ProcessHeartbeat) => writeHeartbeat(db, process),
  listHeartbeats: (since: Date) => listHeartbeats(db, since),
  takeTasks: (bid: TaskBid) => takeTasks(db, bid),
  releaseTasks: (holder: string) => releaseTasks(db, holder),
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
