import type {
  AuditEntry,
  ChainPlace,
  ConsentAnswer,
  InboundFilter,
  NewConsent,
  NewInbound,
  OptOutWish,
} from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { audited } from '../audit/audit.ts';
import { optIn, optOut } from '../contacts/opt-outs.ts';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { insertInbound } from '../inbound/inbound.ts';
import { findConfirmationBasis } from '../people/find-confirmation-basis.ts';
import { insertConsent } from '../people/insert-consent.ts';
import { listInbound } from '../people/list-inbound.ts';
import { proveConsents } from '../people/prove-consents.ts';
import type { Schema } from '../schema/index.ts';
import { findSettings } from '../settings/settings.ts';
import { confirmConsent } from './double-opt-in.ts';
import { makeImportConsents } from './import.ts';
import { checkLinks } from './verify.ts';

type Deps = { bulkPool: Pool; kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** What people send, what they do not want, and what they agreed to. */
export const peopleMethods = (deps: Deps) => ({
  findConfirmationBasis: (from: string) => findConfirmationBasis(deps, from),
  insertInbound: (inbound: NewInbound) => insertInbound(deps, inbound),
  listInbound: (filter: InboundFilter) => listInbound(deps, filter),
  optOut: (wish: OptOutWish, source: string, at: Date, audit?: AuditEntry) =>
    audited(deps.kysely, audit, (kysely) => optOut({ ...deps, kysely }, wish, source, at)),
  insertConsent: (consent: NewConsent, audit?: AuditEntry) => insertConsent(deps, consent, audit),
  findDoubleOptIn: async () => (await findSettings(deps.kysely)).doubleOptIn,
  confirmConsent: (answer: ConsentAnswer) => confirmConsent(deps, answer),
  importConsents: makeImportConsents(deps),
  checkLinks: (after: ChainPlace | undefined, limit: number) => checkLinks(deps.kysely, after, limit),
  proveConsents: (to: string) => proveConsents(deps, to),
  optIn: (wish: OptOutWish, audit?: AuditEntry) =>
    audited(deps.kysely, audit, (kysely) => optIn({ ...deps, kysely }, wish)),
});
