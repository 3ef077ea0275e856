import { Refusal, type AudienceImport, type AudienceSum, type FileSum } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { noteAudit } from '../audit/note-audit.ts';
import type { Schema } from '../schema/index.ts';

type Sum = AudienceSum & FileSum;

const raiseAudience = async (db: Kysely<Schema>, { at, plan }: AudienceImport, people: number): Promise<void> => {
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
  if (numUpdatedRows === 0n)
    throw new Refusal(
      'conflict',
      'The campaign was changed or launched meanwhile; nothing was imported: send it again',
    );
};

const addToZones = async (db: Kysely<Schema>, campaignId: string, zones: ReadonlyMap<number, number>) => {
  if (!zones.size) return;
  await db
    .insertInto('audience_zones')
    .values([...zones].map(([zone_set, people]) => ({ campaign_id: campaignId, zone_set, people: String(people) })))
    .onConflict((conflict) =>
      conflict
        .columns(['campaign_id', 'zone_set'])
        .doUpdateSet({ people: sql`audience_zones.people + excluded.people` }),
    )
    .execute();
};

const noteImport = (db: Kysely<Schema>, { id, at, by, byId, plan }: AudienceImport, sum: Sum): Promise<void> =>
  noteAudit(db, {
    at,
    actor: { name: by, ...(byId !== undefined && { id: byId }) },
    action: 'campaign.recipients_imported',
    object: `campaigns/${plan.campaignId}`,
    detail: { import: id, accepted: sum.accepted, duplicates: sum.duplicates, rejected: sum.rejected },
  });

/** The last of an import: the campaign knows of its new people. Throws a Refusal when it is not the one of the plan any more. */
export const closeImport = async (
  db: Kysely<Schema>,
  wanted: AudienceImport,
  { zones, ...sum }: Sum & { zones: ReadonlyMap<number, number> },
): Promise<void> => {
  await addToZones(db, wanted.plan.campaignId, zones);
  await db
    .insertInto('imports')
    .values({
      id: wanted.id,
      campaign_id: wanted.plan.campaignId,
      at: wanted.at,
      imported_by: wanted.by,
      accepted: String(sum.accepted),
      duplicates: String(sum.duplicates),
      rejected: String(sum.rejected),
      kept_back: String(sum.optedOut),
      ignored_columns: sum.ignoredColumns,
    })
    .execute();
  await raiseAudience(db, wanted, sum.accepted);
  await noteImport(db, wanted, sum);
};
