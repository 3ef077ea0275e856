import type { AudienceImport, AudienceSink, AudienceSum, FileSum, ListedImport, Rejection } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Pool } from 'pg';
import { writeAuditEntry } from '../audit/audit.ts';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { inBulkTransaction, type BulkTransaction } from '../postgres/sql.ts';
import type { ImportsTable } from '../schema/campaigns.ts';
import type { Schema } from '../schema/index.ts';
import { addToAudience, makeAudienceCounts, sumOf, type AudienceCounts } from './counts.ts';
import { tryImportLock } from './import-lock.ts';
import {
  copyToStaging,
  createStaging,
  emptyStaging,
  findUnknownZones,
  makeStagedLines,
  mergeStaged,
  stagedLine,
  type StagedLines,
} from './staging.ts';
import type { ZoneSets } from './zones.ts';

type Deps = { bulkPool: Pool; sealer: Sealer; indexOf: BlindIndex; zoneSets: ZoneSets };

type Batch = { rows: number; lines: StagedLines; rejections: Rejection[] };

/** One batch for PostgreSQL has so many rows. */
const batchSize = 5000;

/**
 * Imports a file into a draft's audience in one transaction, all of it or nothing. `busy`: another request is changing the
 * audience. `changed`: the campaign was changed or launched during the import.
 */
export const makeImportInto =
  (deps: Deps) =>
  (wanted: AudienceImport, fill: (sink: AudienceSink) => Promise<FileSum>): Promise<AudienceSum | 'busy' | 'changed'> =>
    inBulkTransaction(deps.bulkPool, async (transaction) => {
      const { db } = transaction;
      if (!(await tryImportLock(db, wanted.plan.campaignId))) return 'busy';
      await createStaging.execute(db);
      const { sink, finish, settled } = makeSink(deps, transaction, wanted);
      try {
        const file = await fill(sink);
        const { counts, sum } = await finish();
        if (await closeImport(db, wanted, { ...file, ...sum, counts })) return sum;
        transaction.rollBack();
        return 'changed';
      } finally {
        await settled();
      }
    });

/** Writes one batch to PostgreSQL while it fills the next one. */
const makeSink = (deps: Deps, { db, client }: BulkTransaction, wanted: AudienceImport) => {
  const { counts, add: addToCounts } = makeAudienceCounts(wanted.plan);
  let given = 0;
  let batch: Batch = { rows: 0, lines: makeStagedLines(), rejections: [] };
  let spare = makeStagedLines();
  let merging: Promise<void> = Promise.resolve();

  const merge = async ({ rows, lines, rejections }: Batch) => {
    await recordRejections(db, wanted.id, rejections);
    if (!rows) return;
    await copyToStaging(client, lines.pieces());
    await deps.zoneSets.know((await findUnknownZones(db)).map((zone) => [zone]));
    addToCounts(await mergeStaged(db, wanted.plan));
    given += rows;
    await emptyStaging.execute(db);
  };
  const flush = async () => {
    // The spare lines are free once the batch before is written.
    await merging;
    merging = merge(batch);
    merging.catch(() => undefined); // The next wait for it gets the error.
    const { lines } = batch;
    spare.clear();
    batch = { rows: 0, lines: spare, rejections: [] };
    spare = lines;
  };
  const add: AudienceSink['add'] = async (recipients, rejections) => {
    await deps.zoneSets.know(recipients.map(({ zones }) => zones));
    for (const recipient of recipients) batch.lines.push(stagedLine(recipient, deps));
    batch.rows += recipients.length;
    batch.rejections.push(...rejections);
    if (batch.rows + batch.rejections.length >= batchSize) await flush();
  };
  const finish = async () => {
    await flush();
    await merging;
    return { counts, sum: sumOf(counts, given) };
  };
  return { sink: { add }, finish, settled: () => merging.catch(() => undefined) };
};

type Sum = AudienceSum & FileSum;

/** False when the campaign is no longer the one of the plan. */
export const raiseAudience = async (
  db: Kysely<Schema>,
  { at, plan }: Pick<AudienceImport, 'at' | 'plan'>,
  people: number,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('campaigns')
    .set({
      recipients: sql`recipients + ${people}`,
      audience_version: sql`audience_version + 1`,
      updated_at: at,
    })
    .where('id', '=', plan.campaignId)
    .where('status', '=', 'draft')
    .where('version', '=', plan.version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

const writeImportEvent = (db: Kysely<Schema>, { id, at, by, byId, plan }: AudienceImport, sum: Sum) =>
  writeAuditEntry(db, {
    at,
    actor: { name: by, ...(byId !== undefined && { id: byId }) },
    action: 'campaign.recipients_imported',
    object: `campaigns/${plan.campaignId}`,
    detail: { import: id, accepted: sum.accepted, duplicates: sum.duplicates, rejected: sum.rejected },
  });

/** The last step of an import counts its new recipients. False when the campaign is no longer the one of the plan. */
const closeImport = async (
  db: Kysely<Schema>,
  wanted: AudienceImport,
  { counts, ...sum }: Sum & { counts: AudienceCounts },
): Promise<boolean> => {
  await addToAudience(db, wanted.plan.campaignId, counts);
  await recordImport(db, { ...wanted, campaignId: wanted.plan.campaignId, list: 'recipients' }, sum);
  if (!(await raiseAudience(db, wanted, sum.accepted))) return false;
  await writeImportEvent(db, wanted, sum);
  return true;
};

type RecordedImport = Pick<AudienceImport, 'id' | 'at' | 'by'> & {
  campaignId: string;
  list: ImportsTable['list'];
};

export const recordImport = async (
  db: Kysely<Schema>,
  { id, campaignId, list, at, by }: RecordedImport,
  sum: FileSum & Omit<AudienceSum, 'optedOut'> & Partial<AudienceSum>,
): Promise<void> => {
  await db
    .insertInto('imports')
    .values({
      id,
      campaign_id: campaignId,
      list,
      at,
      imported_by: by,
      accepted: String(sum.accepted),
      duplicates: String(sum.duplicates),
      rejected: String(sum.rejected),
      kept_back: String(sum.optedOut ?? 0),
      ignored_columns: sum.ignoredColumns,
    })
    .execute();
};

/** A page has at least this many rows; all rejections of one line stay on one page. */
const pageSize = 2000;

type Row = { line: string; field: string; reason: string };

/** Returns whether this campaign has this import. */
export const hasImport = async (db: Kysely<Schema>, campaignId: string, importId: string): Promise<boolean> => {
  const found = await db
    .selectFrom('imports')
    .select('id')
    .where('id', '=', importId)
    .where('campaign_id', '=', campaignId)
    .executeTakeFirst();
  return found !== undefined;
};

const mostImports = 200;

/** Returns the files of a campaign, the newest first. */
export const findImports = async (db: Kysely<Schema>, campaignId: string): Promise<ListedImport[]> => {
  const rows = await db
    .selectFrom('imports')
    .selectAll()
    .where('campaign_id', '=', campaignId)
    .orderBy('id', 'desc')
    .limit(mostImports)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    list: row.list,
    at: row.at,
    by: row.imported_by,
    accepted: Number(row.accepted),
    duplicates: Number(row.duplicates),
    rejected: Number(row.rejected),
    ignoredColumns: row.ignored_columns,
  }));
};

/** Returns one page of an import's rejected lines after line `after`, in the order of the file. */
export const findRejections = async (db: Kysely<Schema>, importId: string, after: number): Promise<Rejection[]> => {
  const { rows } = await sql<Row>`
    select line, field, reason from import_rejections
    where import_id = ${importId} and line > ${after}
    order by line fetch first ${sql.lit(pageSize)} rows with ties`.execute(db);
  return rows.map(({ line, field, reason }) => ({ line: Number(line), field, reason }));
};

export const recordRejections = async (
  db: Kysely<Schema>,
  importId: string,
  rejections: readonly Rejection[],
): Promise<void> => {
  if (!rejections.length) return;
  await sql`
    insert into import_rejections (import_id, line, field, reason)
    select ${importId}::uuid, line, field, reason
    from jsonb_to_recordset(${JSON.stringify(rejections)}::jsonb) as given (line bigint, field text, reason text)`.execute(
    db,
  );
};
