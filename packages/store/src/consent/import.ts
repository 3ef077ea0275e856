import {
  Refusal,
  type AuditEntry,
  type ConsentSink,
  type ConsentSum,
  type FileSum,
  type NewConsent,
} from '@recado/messaging';
import type { Pool } from 'pg';
import { tryImportLock } from '../audience/import-lock.ts';
import { inBulkTransaction } from '../audience/in-bulk-transaction.ts';
import { noteAudit } from '../audit/note-audit.ts';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { appendStaged } from '../people/append-staged.ts';
import { createStaging, stageConsents } from '../people/stage-consents.ts';

type Deps = { bulkPool: Pool; sealer: Sealer; indexOf: BlindIndex };
type Fill = (sink: ConsentSink) => Promise<FileSum>;

/** Rows that go to PostgreSQL together. */
const batchSize = 2000;

const busy = () => new Refusal('conflict', 'Another file of consents is being taken in: try again when it is done');

/**
 * Takes a file of consents into the ledger in one transaction: whatever breaks, nothing of it is there. Others wait for the
 * ledger only while it is appended, not while it arrives. Throws a Refusal while another file is being taken in.
 */
export const makeImportConsents =
  ({ bulkPool, sealer, indexOf }: Deps) =>
  (fill: Fill, audit?: AuditEntry): Promise<ConsentSum> =>
    inBulkTransaction(bulkPool, async ({ db }) => {
      if (!(await tryImportLock(db, 'consents'))) throw busy();
      await createStaging.execute(db);
      const sum: ConsentSum = { accepted: 0, duplicates: 0 };
      let batch: NewConsent[] = [];
      const flush = async () => {
        if (!batch.length) return;
        const staged = await stageConsents({ db, sealer, indexOf }, batch);
        sum.accepted += staged;
        sum.duplicates += batch.length - staged;
        batch = [];
      };
      const { rejected } = await fill({
        add: async (consents) => {
          batch.push(...consents);
          if (batch.length >= batchSize) await flush();
        },
      });
      await flush();
      await appendStaged(db);
      if (audit) await noteAudit(db, { ...audit, detail: { ...audit.detail, ...sum, rejected } });
      return sum;
    });
