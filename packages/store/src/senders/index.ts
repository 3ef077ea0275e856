import type {
  AuditEntry,
  Interruption,
  QualityReading,
  RecordedSender,
  SenderMinute,
  Throttle,
} from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { audited } from '../audit/audit.ts';
import type { Schema } from '../schema/index.ts';
import { addSenderMinutes, findSenderEvents, loadSenderSteps } from './history.ts';
import { saveQualities } from './qualities.ts';
import { findSender, findSenders, insertSender, seedSenders, updateSender, type SenderPatch } from './senders.ts';
import { writeOutage, pauseSender, resumeSender, holdSender, throttleSender } from './throttle.ts';

type Deps = { pool: Pool; kysely: Kysely<Schema> };

/** Senders, templates and API keys: few rows, set by people. */
export const senderMethods = ({ pool, kysely: db }: Deps) => ({
  findSenders: () => findSenders(pool),
  findSender: (id: string) => findSender(db, id),
  insertSender: (sender: RecordedSender, audit?: AuditEntry) => audited(db, audit, (trx) => insertSender(trx, sender)),
  updateSender: (id: string, patch: SenderPatch, at: Date, audit?: AuditEntry) =>
    audited(db, audit, (trx) => updateSender(trx, id, patch, at)),
  throttleSender: (id: string, before: Throttle | undefined, next: Throttle) => throttleSender(db, id, before, next),
  holdSender: (id: string, hold: Interruption, at: Date) => holdSender(db, id, hold, at),
  writeOutage: (id: string, outage: Interruption | undefined) => writeOutage(db, id, outage),
  pauseSender: (id: string, pause: Parameters<typeof pauseSender>[2]) => pauseSender(db, id, pause),
  resumeSender: (id: string, reason: string, at: Date) => resumeSender(db, id, reason, at),
  saveQualities: (readings: readonly QualityReading[], at: Date) => saveQualities(db, readings, at),
  addSenderMinutes: (minutes: readonly SenderMinute[]) => addSenderMinutes(db, minutes),
  loadSenderSteps: (id: string, from: Date, stepSeconds: number) => loadSenderSteps(db, id, from, stepSeconds),
  findSenderEvents: (id: string, from: Date) => findSenderEvents(db, id, from),
  seedSenders: (senders: readonly RecordedSender[]) => seedSenders(db, senders),
});
