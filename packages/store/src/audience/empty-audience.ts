import { Refusal, type AuditEntry } from '@recado/messaging';
import { sql } from 'kysely';
import type { Pool } from 'pg';
import { noteAudit } from '../audit/note-audit.ts';
import { tryImportLock } from './import-lock.ts';
import { busy } from './import.ts';
import { inBulkTransaction } from './in-bulk-transaction.ts';

/** Takes everyone out of a draft's audience. Throws a Refusal when it is no draft, or a file is being taken in. */
export const makeEmptyAudience =
  (bulkPool: Pool) =>
  (campaignId: string, at: Date, audit?: AuditEntry): Promise<void> =>
    inBulkTransaction(bulkPool, async ({ db }) => {
      if (!(await tryImportLock(db, campaignId))) throw busy();
      const { numUpdatedRows } = await db
        .updateTable('campaigns')
        .set({ recipients: sql`0`, audience_version: sql`audience_version + 1`, updated_at: at })
        .where('id', '=', campaignId)
        .where('status', '=', 'draft')
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new Refusal('conflict', 'The campaign is no draft any more');
      await db.deleteFrom('recipients').where('campaign_id', '=', campaignId).execute();
      await db.deleteFrom('audience_zones').where('campaign_id', '=', campaignId).execute();
      if (audit) await noteAudit(db, audit);
    });
