import type { AudienceMember, AuditEntry, MemberChoice } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Pool } from 'pg';
import { writeAuditEntry } from '../audit/audit.ts';
import { contactIndexOf, type BlindIndex } from '../encryption/blind-index.ts';
import { contentOfOpened } from '../encryption/sealed-content.ts';
import { contentOf, recipientOf, type Sealer } from '../encryption/sealer.ts';
import { knownExclusion } from '../messages/eligibility.ts';
import { omitNulls, inBulkTransaction } from '../postgres/sql.ts';
import type { CampaignsTable } from '../schema/campaigns.ts';
import type { Schema } from '../schema/index.ts';
import { tryImportLock } from './import-lock.ts';

type Row = Pick<CampaignsTable, 'template_name' | 'template_language'> & {
  id: string;
  line: string;
  kept_back: string | null;
  to_sealed: Buffer;
  content_sealed: Buffer;
  fallback_id: string | null;
  fallback_content_sealed: Buffer | null;
  fallback_template: string | null;
  fallback_language: string | null;
};

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Finds a recipient whose data is complete; `undefined` if no recipient matches. */
export const findAudienceMember = async (
  { kysely, sealer, indexOf }: Deps,
  campaignId: string,
  choice: MemberChoice,
): Promise<AudienceMember | undefined> => {
  const { rows } = await sql<Row>`
    select member.id, line, ${sql.raw(knownExclusion('member', 'campaigns'))} as kept_back, to_sealed, content_sealed, fallback_id, fallback_content_sealed,
      ${languages('member')}
    from (${memberBy(campaignId, choice, indexOf)}) as member
    join campaigns on campaigns.id = member.campaign_id
    where ${isKept('member')}`.execute(kysely);
  const [row] = rows;
  return row && memberOfRow(row, sealer);
};

/** Some recipients whose SMS or fallback SMS is sent as UCS-2. */
export const findUnicodeMembers = async (
  { kysely, sealer }: Deps,
  campaignId: string,
  limit: number,
): Promise<AudienceMember[]> => {
  const { rows } = await sql<Row>`
    select recipients.id, line, ${sql.raw(knownExclusion('recipients', 'campaigns'))} as kept_back, to_sealed, content_sealed, fallback_id, fallback_content_sealed,
      ${languages('recipients')}
    from recipients join campaigns on campaigns.id = recipients.campaign_id
    where recipients.campaign_id = ${campaignId} and num_nonnulls(extra_segments, fallback_extra_segments) > 0
      and ${isKept('recipients')}
    limit ${limit}`.execute(kysely);
  return rows.flatMap((row) => memberOfRow(row, sealer) ?? []);
};

/** The templates of a recipient, in the languages that were chosen for the person. */
const languages = (table: 'recipients' | 'member') => sql`
  template_name, coalesce(${sql.ref(`${table}.language`)}, template_language) as template_language,
  fallback ->> 'template' as fallback_template,
  coalesce(${sql.ref(`${table}.fallback_language`)}, fallback ->> 'language', template_language) as fallback_language`;

/** `undefined` for a recipient whose number or values cannot be decrypted. */
const memberOfRow = (row: Row, sealer: Sealer): AudienceMember | undefined => {
  const to = sealer.tryOpen(row.to_sealed, recipientOf(row.id));
  const content = sealer.tryOpen(row.content_sealed, contentOf(row.id));
  if (to === undefined || content === undefined) return undefined;
  return {
    id: row.id,
    line: Number(row.line),
    to,
    content: contentOfOpened(content, row),
    ...omitNulls({ excluded: row.kept_back, fallback: fallbackOf(row, sealer) }),
  };
};

/** The parts of a campaign's audience in each of which ids are in order. */
const stretches = (campaignId: string) => sql`
  (select zone_set from audience_zones where campaign_id = ${campaignId}) as zones
  cross join generate_series(0, 63) as slots (slot)`;

const ofStretch = (campaignId: string) => sql`
  recipients.campaign_id = ${campaignId} and recipients.zone_set = zones.zone_set and recipients.slot = slots.slot`;

/** A recipient who was erased, or whose texts retention deleted, has nothing to decrypt. */
const isKept = (table: 'recipients' | 'member') => sql`
  octet_length(${sql.ref(`${table}.to_sealed`)}) > 0 and octet_length(${sql.ref(`${table}.content_sealed`)}) > 0`;

/** A line is found by reading the whole audience; the other choices use an index. */
const memberBy = (campaignId: string, choice: MemberChoice, indexOf: BlindIndex): RawBuilder<unknown> => {
  if (choice === 'first')
    return sql`
      select earliest.* from ${stretches(campaignId)} cross join lateral (
        select recipients.* from recipients where ${ofStretch(campaignId)} and ${isKept('recipients')} order by recipients.id limit 1
      ) as earliest
      order by earliest.id limit 1`;
  if ('id' in choice)
    return sql`
      select recipients.* from ${stretches(campaignId)}
      join recipients on ${ofStretch(campaignId)} and recipients.id = ${choice.id}`;
  if ('line' in choice)
    return sql`
      select * from recipients where campaign_id = ${campaignId} and line = ${choice.line} order by id limit 1`;
  return sql`
    select * from recipients where campaign_id = ${campaignId} and to_index = ${contactIndexOf(choice.to, indexOf)}`;
};

const fallbackOf = (row: Row, { tryOpen }: Sealer) => {
  if (!row.fallback_id || !row.fallback_content_sealed) return undefined;
  const opened = tryOpen(row.fallback_content_sealed, contentOf(row.fallback_id));
  const columns = { template_name: row.fallback_template, template_language: row.fallback_language };
  return opened === undefined ? undefined : contentOfOpened(opened, columns);
};

/** Removes all recipients of a draft. `busy`: another request is changing its audience. */
export const makeEmptyAudience =
  (bulkPool: Pool) =>
  (campaignId: string, at: Date, audit?: AuditEntry): Promise<'emptied' | 'busy' | 'no-draft'> =>
    inBulkTransaction(bulkPool, async ({ db }) => {
      const obstacle = await emptyDraft(db, campaignId, at);
      if (obstacle) return obstacle;
      if (audit) await writeAuditEntry(db, audit);
      return 'emptied';
    });

/** Deletes a draft with its audience. Nothing was sent from a draft, and messages of its tests belong to no campaign. */
export const makeDeleteDraft =
  (bulkPool: Pool) =>
  (campaignId: string, at: Date, audit: AuditEntry): Promise<'deleted' | 'busy' | 'no-draft'> =>
    inBulkTransaction(bulkPool, async ({ db }) => {
      const obstacle = await emptyDraft(db, campaignId, at);
      if (obstacle) return obstacle;
      await sql`
        with files as (delete from imports where campaign_id = ${campaignId} returning id)
        delete from import_rejections using files where import_id = files.id`.execute(db);
      await db.deleteFrom('exclusions').where('campaign_id', '=', campaignId).execute();
      await db.deleteFrom('campaign_events').where('campaign_id', '=', campaignId).execute();
      await db.deleteFrom('campaigns').where('id', '=', campaignId).execute();
      await writeAuditEntry(db, audit);
      return 'deleted';
    });

/** Takes everyone out of a draft, and holds its row until the transaction ends. Returns what prevents it. */
const emptyDraft = async (
  db: Kysely<Schema>,
  campaignId: string,
  at: Date,
): Promise<'busy' | 'no-draft' | undefined> => {
  if (!(await tryImportLock(db, campaignId))) return 'busy';
  const { numUpdatedRows } = await db
    .updateTable('campaigns')
    .set({ recipients: sql`0`, audience_copy: null, audience_version: sql`audience_version + 1`, updated_at: at })
    .where('id', '=', campaignId)
    .where('status', '=', 'draft')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return 'no-draft';
  await db.deleteFrom('recipients').where('campaign_id', '=', campaignId).execute();
  await db.deleteFrom('audience_zones').where('campaign_id', '=', campaignId).execute();
  await db.deleteFrom('audience_languages').where('campaign_id', '=', campaignId).execute();
  return undefined;
};
