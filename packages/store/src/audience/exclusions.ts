import type { AuditEntry, ExclusionImport, ExclusionSink, ExclusionSum, FileSum, Rejection } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Pool } from 'pg';
import { writeAuditEntry } from '../audit/audit.ts';
import { indexOfContact, type BlindIndex } from '../encryption/blind-index.ts';
import { inBulkTransaction } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { tryImportLock } from './import-lock.ts';
import { recordImport, recordRejections } from './import.ts';

type Deps = { bulkPool: Pool; indexOf: BlindIndex };

/** One statement has so many rows. */
const batchSize = 5_000;

/**
 * Adds the people of a file to a draft's list of excluded people in one transaction, all of it or nothing. `busy`: another
 * request is changing the audience. `changed`: the campaign is no draft any more.
 */
export const makeImportExclusions =
  ({ bulkPool, indexOf }: Deps) =>
  (
    wanted: ExclusionImport,
    fill: (sink: ExclusionSink) => Promise<FileSum>,
  ): Promise<ExclusionSum | 'busy' | 'changed'> =>
    inBulkTransaction(bulkPool, async ({ db, rollBack }) => {
      if (!(await tryImportLock(db, wanted.campaignId))) return 'busy';
      const { sink, finish } = makeSink(db, wanted, indexOf);
      const file = await fill(sink);
      const sum = await finish();
      if (await closeImport(db, wanted, { ...file, ...sum })) return sum;
      rollBack();
      return 'changed';
    });

const makeSink = (db: Kysely<Schema>, { id, campaignId }: ExclusionImport, indexOf: BlindIndex) => {
  const sum: ExclusionSum = { accepted: 0, duplicates: 0 };
  let people: Buffer[] = [];
  let rejected: Rejection[] = [];
  const flush = async () => {
    const added = await insertPeople(db, campaignId, people);
    sum.accepted += added;
    sum.duplicates += people.length - added;
    await recordRejections(db, id, rejected);
    people = [];
    rejected = [];
  };
  const add: ExclusionSink['add'] = async (numbers, rejections) => {
    for (const number of numbers) people.push(indexOfContact(number, indexOf));
    rejected.push(...rejections);
    if (people.length + rejected.length >= batchSize) await flush();
  };
  return { sink: { add }, finish: () => flush().then(() => sum) };
};

/** Returns how many of them were not on the list. */
const insertPeople = async (db: Kysely<Schema>, campaignId: string, people: readonly Buffer[]): Promise<number> => {
  if (!people.length) return 0;
  const { numAffectedRows = 0n } = await sql`
    insert into exclusions (campaign_id, to_index)
    select ${campaignId}, index_of(person) from unnest(${people}::bytea[]) as given (person)
    on conflict do nothing`.execute(db);
  return Number(numAffectedRows);
};

/** The campaign shows the people who were added, and an estimate of before is out of date. */
const closeImport = async (
  db: Kysely<Schema>,
  wanted: ExclusionImport,
  sum: ExclusionSum & FileSum,
): Promise<boolean> => {
  const { id, at, by, byId, campaignId } = wanted;
  if (!(await changeList(db, wanted, sql`exclusions + ${sum.accepted}`))) return false;
  await recordImport(db, { ...wanted, list: 'exclusions' }, sum);
  await writeAuditEntry(db, {
    at,
    actor: { name: by, ...(byId !== undefined && { id: byId }) },
    action: 'campaign.exclusions_imported',
    object: `campaigns/${campaignId}`,
    detail: { import: id, accepted: sum.accepted, duplicates: sum.duplicates, rejected: sum.rejected },
  });
  return true;
};

/** False if the campaign is no draft. */
const changeList = async (
  db: Kysely<Schema>,
  { campaignId, at }: Pick<ExclusionImport, 'campaignId' | 'at'>,
  exclusions: ReturnType<typeof sql<string>>,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('campaigns')
    .set({ exclusions, audience_version: sql`audience_version + 1`, updated_at: at })
    .where('id', '=', campaignId)
    .where('status', '=', 'draft')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** Takes everyone off a draft's list. `busy`: another request is changing its audience. */
export const makeRemoveExclusions =
  (bulkPool: Pool) =>
  (campaignId: string, at: Date, audit: AuditEntry): Promise<'removed' | 'busy' | 'no-draft'> =>
    inBulkTransaction(bulkPool, async ({ db }) => {
      if (!(await tryImportLock(db, campaignId))) return 'busy';
      if (!(await changeList(db, { campaignId, at }, sql`0`))) return 'no-draft';
      await db.deleteFrom('exclusions').where('campaign_id', '=', campaignId).execute();
      await writeAuditEntry(db, audit);
      return 'removed';
    });
