import type { AuditEntry } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { noteAudit } from './note-audit.ts';

/**
 * Makes a change, and with an entry notes it in the same commit. One that found nothing to change, and so gives
 * `undefined`, is not noted.
 */
export const audited = <Changed>(
  db: Kysely<Schema>,
  entry: AuditEntry | undefined,
  change: (db: Kysely<Schema>) => Promise<Changed>,
): Promise<Changed> => {
  if (!entry) return change(db);
  return db.transaction().execute(async (trx) => {
    const changed = await change(trx);
    if (changed !== undefined) await noteAudit(trx, entry);
    return changed;
  });
};
