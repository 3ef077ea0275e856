import type { PutContact } from '@recado/contract';
import type { AuditEntry, OptOutRequest } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { audited } from '../audit/audit.ts';
import { personOf, type BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import { putContact, summarizeContact } from './contacts.ts';
import { eraseContact } from './erase.ts';
import { exportContact } from './export.ts';
import { optIn, optOut } from './opt-outs.ts';

type ContactsDeps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Reads and erases the data of one contact. Numbers are E.164. */
export const contactMethods = (deps: ContactsDeps) => ({
  findContact: (to: string) => summarizeContact(deps.kysely, personOf(to, deps.indexOf)),
  putContact: (to: string, change: PutContact, at: Date, audit?: AuditEntry) =>
    audited(deps.kysely, audit, (db) => putContact(db, personOf(to, deps.indexOf), change, at)),
  exportContact: (to: string) => exportContact(deps, to),
  eraseContact: (erasure: { to: string; at: Date; audit: AuditEntry }) => eraseContact(deps, erasure),
});

type OptOutDeps = { bulkPool: Pool; kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Stores opt-outs. */
export const optOutMethods = (deps: OptOutDeps) => ({
  optOut: (request: OptOutRequest, source: string, at: Date, audit?: AuditEntry) =>
    audited(deps.kysely, audit, (kysely) => optOut({ ...deps, kysely }, request, source, at)),
  optIn: (request: OptOutRequest, audit?: AuditEntry) =>
    audited(deps.kysely, audit, (kysely) => optIn({ ...deps, kysely }, request)),
});
