import type {
  AuditEntry,
  Interruption,
  RecordedApiKey,
  RecordedSender,
  RecordedTemplate,
  Refresh,
  Throttle,
} from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { makeSpendRequest } from '../api-keys/rate-limit.ts';
import { audited } from '../audit/audit.ts';
import type { Schema } from '../schema/index.ts';
import { findApiKeyByHash } from '../statements/find-api-key-by-hash.ts';
import { findSender } from '../statements/find-sender.ts';
import { findSenders } from '../statements/find-senders.ts';
import { findTemplate } from '../statements/find-template.ts';
import { insertApiKey } from '../statements/insert-api-key.ts';
import { insertSender } from '../statements/insert-sender.ts';
import { listApiKeys } from '../statements/list-api-keys.ts';
import { listTemplates } from '../statements/list-templates.ts';
import { noteOutage } from '../statements/note-outage.ts';
import { putTemplate } from '../statements/put-template.ts';
import { recordRefreshes } from '../statements/record-refreshes.ts';
import { restSender } from '../statements/rest-sender.ts';
import { revokeApiKey } from '../statements/revoke-api-key.ts';
import { seedSenders } from '../statements/seed-senders.ts';
import { seedTemplates } from '../statements/seed-templates.ts';
import { throttleSender } from '../statements/throttle-sender.ts';
import { touchApiKey } from '../statements/touch-api-key.ts';
import { updateSender, type SenderPatch } from '../statements/update-sender.ts';
import { pauseSender } from './throttle.ts';

type Deps = { pool: Pool; kysely: Kysely<Schema> };

/** Senders, templates and API keys: few rows, set by people. */
export const settingMethods = ({ pool, kysely: db }: Deps) => ({
  findSenders: () => findSenders(pool),
  findSender: (id: string) => findSender(db, id),
  insertSender: (sender: RecordedSender, audit?: AuditEntry) => audited(db, audit, (trx) => insertSender(trx, sender)),
  updateSender: (id: string, patch: SenderPatch, at: Date, audit?: AuditEntry) =>
    audited(db, audit, (trx) => updateSender(trx, id, patch, at)),
  throttleSender: (id: string, before: Throttle | undefined, next: Throttle) => throttleSender(db, id, before, next),
  restSender: (id: string, rest: Interruption, at: Date) => restSender(db, id, rest, at),
  noteOutage: (id: string, outage: Interruption | undefined) => noteOutage(db, id, outage),
  pauseSender: (id: string, pause: Parameters<typeof pauseSender>[2]) => pauseSender(db, id, pause),
  seedSenders: (senders: readonly RecordedSender[]) => seedSenders(db, senders),

  findTemplate: (name: string, language?: string) => findTemplate(pool, name, language),
  listTemplates: () => listTemplates(db),
  putTemplate: (template: RecordedTemplate, audit?: AuditEntry) =>
    audited(db, audit, (trx) => putTemplate(trx, template)),
  seedTemplates: (templates: readonly RecordedTemplate[]) => seedTemplates(db, templates),
  recordRefreshes: (refreshes: readonly Refresh[]) => recordRefreshes(db, refreshes),

  insertApiKey: (key: RecordedApiKey, audit?: AuditEntry) => audited(db, audit, (trx) => insertApiKey(trx, key)),
  findApiKeyByHash: (hash: Buffer) => findApiKeyByHash(db, hash),
  listApiKeys: () => listApiKeys(db),
  revokeApiKey: (id: string, at: Date, audit?: AuditEntry) => audited(db, audit, (trx) => revokeApiKey(trx, id, at)),
  spendRequest: makeSpendRequest(pool),
  touchApiKey: (id: string, at: Date) => touchApiKey(db, id, at),
});
