import type { AuditEntry, AuditFilter } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { listAudit } from '../audit/list-audit.ts';
import { noteAudit } from '../audit/note-audit.ts';
import type { Schema } from '../schema/index.ts';

/** Who did what. */
export const auditMethods = (db: Kysely<Schema>) => ({
  noteAudit: (entry: AuditEntry) => noteAudit(db, entry),
  listAudit: (filter: AuditFilter) => listAudit(db, filter),
});
