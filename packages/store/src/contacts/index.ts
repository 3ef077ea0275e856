import type { PutContact } from '@recado/contract';
import type { AuditEntry, OptOutRequest } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { audited, writeAuditEntry } from '../audit/audit.ts';
import { contactIndexOf, type BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { saveEventNumber } from '../consent/opt-out-numbers.ts';
import type { Schema } from '../schema/index.ts';
import {
  deleteOptOuts,
  hasContactLanguages,
  makeFindContactLanguage,
  saveContact,
  saveOptOuts,
  summarizeContact,
} from './contacts.ts';
import { deleteContact } from './erase.ts';
import { loadContactExport } from './export.ts';

type ContactsDeps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Reads and erases the data of one contact. Numbers are E.164. */
export const contactMethods = (deps: ContactsDeps) => ({
  findContact: (to: string) => summarizeContact(deps.kysely, contactIndexOf(to, deps.indexOf), deps.sealer),
  findContactLanguage: makeFindContactLanguage(deps.kysely, deps.indexOf),
  hasContactLanguages: () => hasContactLanguages(deps.kysely),
  saveContact: (to: string, change: PutContact, at: Date, audit?: AuditEntry) =>
    audited(deps.kysely, audit, (db) => saveContact(db, contactIndexOf(to, deps.indexOf), change, at)),
  loadContactExport: (to: string) => loadContactExport(deps, to),
  deleteContact: (erasure: { to: string; at: Date; audit: AuditEntry }) => deleteContact(deps, erasure),
});

type OptOutDeps = { bulkPool: Pool; kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Stores opt-outs. */
export const optOutMethods = (deps: OptOutDeps) => ({
  saveOptOuts: (request: OptOutRequest, source: string, at: Date, audit?: AuditEntry) =>
    auditedWithNumber(deps, { audit, to: request.to }, (kysely) =>
      saveOptOuts({ ...deps, kysely }, request, source, at),
    ),
  deleteOptOuts: (request: OptOutRequest, audit?: AuditEntry) =>
    auditedWithNumber(deps, { audit, to: request.to }, (kysely) => deleteOptOuts({ ...deps, kysely }, request)),
});

/** Makes a change and notes it in the same commit, with the number for readers of its event who may see it. */
const auditedWithNumber = <Changed>(
  deps: OptOutDeps,
  { audit, to }: { audit: AuditEntry | undefined; to: string },
  change: (db: Kysely<Schema>) => Promise<Changed>,
): Promise<Changed> => {
  if (!audit) return change(deps.kysely);
  return deps.kysely.transaction().execute(async (kysely) => {
    const changed = await change(kysely);
    await saveEventNumber({ ...deps, kysely }, await writeAuditEntry(kysely, audit), to);
    return changed;
  });
};
