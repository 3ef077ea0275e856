import type { PutContact } from '@recado/contract';
import type { AuditEntry } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { audited } from '../audit/audited.ts';
import { eraseContact } from '../contacts/erase-contact.ts';
import { exportContact } from '../contacts/export-contact.ts';
import { putContact } from '../contacts/put-contact.ts';
import { summarizeContact } from '../contacts/summarize-contact.ts';
import type { Schema } from '../schema.ts';
import { personOf, type BlindIndex } from '../sealing/blind-index.ts';
import type { Sealer } from '../sealing/sealer.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** What is held of one person, and its end. Numbers are E.164. */
export const contactMethods = (deps: Deps) => ({
  findContact: (to: string) => summarizeContact(deps.kysely, personOf(to, deps.indexOf)),
  putContact: (to: string, change: PutContact, at: Date, audit?: AuditEntry) =>
    audited(deps.kysely, audit, (db) => putContact(db, personOf(to, deps.indexOf), change, at)),
  exportContact: (to: string) => exportContact(deps, to),
  eraseContact: (erasure: { to: string; at: Date; audit: AuditEntry }) => eraseContact(deps, erasure),
});
