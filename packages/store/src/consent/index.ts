import type { AuditEntry, ChainPlace, Checkpoint, ConsentAnswer, NewConsent } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import { findSettings } from '../settings/settings.ts';
import { confirmConsent } from './double-opt-in.ts';
import { makeImportConsents } from './import.ts';
import { insertConsent } from './ledger.ts';
import { checkLinks, findCheckpoint, loadConsentProof, restartCheckpoint, saveCheckpoint } from './verify.ts';

type Deps = { bulkPool: Pool; kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Stores inbound messages' opt-outs and consents. */
export const consentMethods = (deps: Deps) => ({
  insertConsent: (consent: NewConsent, audit?: AuditEntry) => insertConsent(deps, consent, audit),
  findDoubleOptIn: async () => (await findSettings(deps.kysely)).doubleOptIn,
  confirmConsent: (answer: ConsentAnswer) => confirmConsent(deps, answer),
  importConsents: makeImportConsents(deps),
  checkLinks: (after: ChainPlace | undefined, limit: number) => checkLinks(deps.kysely, after, limit),
  findCheckpoint: () => findCheckpoint(deps.kysely),
  saveCheckpoint: (before: Checkpoint, after: Omit<Checkpoint, 'isDue'>, isComplete: boolean) =>
    saveCheckpoint(deps.kysely, before, after, isComplete),
  restartCheckpoint: (before: Checkpoint) => restartCheckpoint(deps.kysely, before),
  loadConsentProof: (to: string) => loadConsentProof(deps, to),
});
