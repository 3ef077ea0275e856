import type { AudiencePage, CopiedRecipient, EarlierRecipient } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Pool } from 'pg';
import type { BlindIndex } from '../encryption/blind-index.ts';
import { contentOfOpened } from '../encryption/sealed-content.ts';
import { contentOf, recipientOf, type Sealer } from '../encryption/sealer.ts';
import { inBulkTransaction, omitNulls, type BulkTransaction } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { addToAudience, makeAudienceCounts } from './counts.ts';
import { tryImportLock } from './import-lock.ts';
import { raiseAudience } from './import.ts';
import {
  copyToStaging,
  createStaging,
  findUnknownZones,
  makeStagedLines,
  mergeStaged,
  stagedLine,
  type Merged,
} from './staging.ts';
import type { ZoneSets } from './zones.ts';

type Deps = { bulkPool: Pool; sealer: Sealer; indexOf: BlindIndex; zoneSets: ZoneSets };

/** The place in the source's primary key behind which the next page begins. */
type Place = { zone_set: number; slot: number; after: string };

type Row = Place & {
  verdict: 'selected' | 'not_selected' | 'too_recent' | 'erased';
  line: string;
  country: string | null;
  language: string | null;
  zones: string[];
  to_sealed: Buffer;
  content_sealed: Buffer;
  template_name: string;
  template_language: string;
  variables: Record<string, string>;
};

export const findOpenCopies = async (db: Kysely<Schema>): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select id from campaigns where status = 'draft' and audience_copy ->> 'is_done' = 'false' order by id`.execute(db);
  return rows.map(({ id }) => id);
};

/**
 * Copies the next people of a draft's source, and moves the draft's place behind them, in one transaction. Each value is
 * bound to its row, so it is encrypted again for the new one.
 */
export const makeCopyPage =
  (deps: Deps) =>
  ({ plan, at, limit, toRecipient }: AudiencePage): Promise<'more' | 'done' | 'busy'> =>
    inBulkTransaction(deps.bulkPool, async (transaction) => {
      const { db } = transaction;
      if (!(await tryImportLock(db, plan.campaignId))) return 'busy';
      const rows = await readPage(db, plan.campaignId, limit);
      const copied = rows.map((row) => copyOf(row, deps.sealer, toRecipient));
      const { counts, add } = makeAudienceCounts(plan);
      add(await insert(deps, transaction, { plan, copied: copied.filter((each) => typeof each !== 'string') }));
      await addToAudience(db, plan.campaignId, counts);
      if (!(await raiseAudience(db, { at, plan }, counts.people))) {
        transaction.rollBack();
        return 'busy';
      }
      const isDone = rows.length < limit;
      await savePlace(db, plan.campaignId, { last: rows.at(-1), isDone, leftOut: countReasons(copied) });
      return isDone ? 'done' : 'more';
    });

/**
 * Reads the next people with a verdict on what happened to their message. Nothing was sent to a person without one. People keep
 * the language in which they were written, and people whose own was unknown get that of the contact. The lock
 * keeps an erasure from emptying a row while it is copied.
 */
const readPage = async (db: Kysely<Schema>, draftId: string, limit: number): Promise<Row[]> => {
  const { rows } = await sql<Row>`
    with draft as (
      select (audience_copy ->> 'from')::uuid as source_id, (audience_copy ->> 'cutoff')::timestamptz as cutoff,
        array(select jsonb_array_elements_text(audience_copy -> 'where')) as conditions, audience_copy -> 'place' as place
      from campaigns where id = ${draftId} and status = 'draft' and audience_copy ->> 'is_done' = 'false'
    ),
    page as (
      select recipients.*, draft.conditions, draft.cutoff
      from draft join recipients on recipients.campaign_id = draft.source_id
      where draft.place is null or (recipients.zone_set, recipients.slot, recipients.id) > (
        (draft.place ->> 'zone_set')::smallint, (draft.place ->> 'slot')::smallint, (draft.place ->> 'after')::uuid
      )
      order by recipients.zone_set, recipients.slot, recipients.id limit ${limit}
      for share of recipients
    ),
    judged as (
      select page.*,
        own.status in ('delivered', 'read') or sms.status in ('delivered', 'read') as is_reached,
        coalesce(own.replied_at, sms.replied_at) is not null as has_replied,
        coalesce(own.sent_at, own.created_at) <= cutoff as is_due, own.status
      from page
      left join messages as own on own.id = page.id
      left join messages as sms on sms.id = page.fallback_id
    ),
    matched as (
      select judged.*,
        'failed' = any (conditions) and status in ('failed', 'undelivered') and is_reached is not true
          or 'replied' = any (conditions) and has_replied as is_certain,
        'not_delivered' = any (conditions) and status in ('sent', 'failed', 'undelivered') and is_reached is not true
          or 'not_read' = any (conditions) and status = 'delivered' and not has_replied
          or 'not_replied' = any (conditions) and is_reached and not has_replied as is_lacking
      from judged
    )
    select matched.zone_set, matched.slot, matched.id as after, matched.line, matched.country, zone_sets.zones,
      coalesce(
        matched.language, case when not source.language_per_recipient then source.template_language end,
        (select language from contacts where contacts.to_index = matched.to_index)
      ) as language,
      matched.to_sealed, matched.content_sealed, source.template_name, source.template_language, source.variables,
      case
        when octet_length(to_sealed) = 0 or octet_length(content_sealed) = 0 then 'erased'
        when is_certain or is_lacking and is_due then 'selected'
        when is_lacking then 'too_recent'
        else 'not_selected'
      end as verdict
    from matched
    join zone_sets on zone_sets.id = matched.zone_set
    join campaigns as source on source.id = matched.campaign_id
    order by matched.zone_set, matched.slot, matched.id`.execute(db);
  return rows;
};

type Copied = CopiedRecipient | Exclude<Row['verdict'], 'selected'>;

/** A value that cannot be decrypted is as good as erased. */
const copyOf = (row: Row, { tryOpen }: Sealer, toRecipient: AudiencePage['toRecipient']): Copied => {
  if (row.verdict !== 'selected') return row.verdict;
  const to = tryOpen(row.to_sealed, recipientOf(row.after));
  const opened = tryOpen(row.content_sealed, contentOf(row.after));
  if (to === undefined || opened === undefined) return 'erased';
  const content = contentOfOpened(opened, row);
  const person: EarlierRecipient = {
    line: Number(row.line),
    to,
    zones: row.zones,
    variables: content.kind === 'template' ? content.variables : {},
    defaults: row.variables,
    ...omitNulls({ country: row.country, language: row.language }),
  };
  return toRecipient(person);
};

type Insertion = Pick<AudiencePage, 'plan'> & { copied: Exclude<Copied, string>[] };

/** Returns how many people are new, by their zones and languages. */
const insert = async (deps: Deps, { db, client }: BulkTransaction, { plan, copied }: Insertion): Promise<Merged[]> => {
  if (!copied.length) return [];
  await deps.zoneSets.know(copied.map(({ zones }) => zones));
  const lines = makeStagedLines();
  for (const recipient of copied) lines.push(stagedLine(recipient, deps));
  await createStaging.execute(db);
  await copyToStaging(client, lines.pieces());
  await deps.zoneSets.know((await findUnknownZones(db)).map((zone) => [zone]));
  return mergeStaged(db, plan);
};

const countReasons = (copied: readonly Copied[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const each of copied) if (typeof each === 'string') counts[each] = (counts[each] ?? 0) + 1;
  return counts;
};

type Step = { last: Place | undefined; isDone: boolean; leftOut: Record<string, number> };

/** Adds up the people who were left out. */
const savePlace = async (db: Kysely<Schema>, draftId: string, { last, isDone, leftOut }: Step): Promise<void> => {
  const place = last ? { place: { zone_set: last.zone_set, slot: last.slot, after: last.after } } : {};
  await sql`
    update campaigns set audience_copy = audience_copy || ${JSON.stringify({ ...place, is_done: isDone })}::jsonb
      || jsonb_build_object('left_out', (
        select coalesce(jsonb_object_agg(reason, people), '{}') from (
          select key as reason, sum(value::int) as people from (
            select * from jsonb_each_text(audience_copy -> 'left_out')
            union all select * from jsonb_each_text(${JSON.stringify(leftOut)}::jsonb)
          ) as every group by key
        ) as sums
      ))
    where id = ${draftId}`.execute(db);
};
