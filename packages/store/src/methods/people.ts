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
import { audited } from '../audit/audited.ts';
import { findConfirmationBasis } from '../people/find-confirmation-basis.ts';
import { findSettings } from '../money/settings.ts';
import { confirmConsent } from '../people/confirm-consent.ts';
import { checkLinks } from '../people/check-links.ts';
import { makeImportConsents } from '../people/import-consents.ts';
import { insertConsent } from '../people/insert-consent.ts';
import { insertInbound } from '../people/insert-inbound.ts';
import { listInbound } from '../people/list-inbound.ts';
import { proveConsents } from '../people/prove-consents.ts';
import { optIn, optOut } from '../people/opt-outs.ts';
import type { Schema } from '../schema.ts';
import type { BlindIndex } from '../sealing/blind-index.ts';
import type { Sealer } from '../sealing/sealer.ts';

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
