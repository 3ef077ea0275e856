import type { AuditEntry, RecordedApproval, RecordedTemplate, Refresh } from '@recado/messaging';
import { sql, type Insertable, type Kysely, type RawBuilder, type Selectable } from 'kysely';
import type { Pool } from 'pg';
import { audited } from '../audit/audit.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema, TemplatesTable } from '../schema/index.ts';

/** Templates: few rows, set by people. */
export const templateMethods = ({ pool, kysely: db }: Deps) => ({
  findTemplate: (name: string, language?: string) => findTemplate(pool, name, language),
  findTemplateLanguages: (name: string) => findTemplateLanguages(db, name),
  listTemplates: () => listTemplates(db),
  saveTemplate: (template: RecordedTemplate, audit?: AuditEntry) =>
    audited(db, audit, (trx) => saveTemplate(trx, template)),
  seedTemplates: (templates: readonly RecordedTemplate[]) => seedTemplates(db, templates),
  recordRefreshes: (refreshes: readonly Refresh[]) => recordRefreshes(db, refreshes),
});

/** The columns that `templateOfRow` reads. */
const templateColumns = [
  'name',
  'language',
  'channel',
  'category',
  'content_sid',
  'body',
  'sms_charset',
  'variables',
  'content',
  'created_at',
  'updated_at',
  'approval_status',
  'rejection_reason',
  'approval_checked_at',
  'twilio_category',
  'synced_at',
] as const satisfies (keyof TemplatesTable)[];

type TemplateRow = Pick<Selectable<TemplatesTable>, (typeof templateColumns)[number]>;

const approvalOf = (row: TemplateRow): RecordedApproval | undefined =>
  row.approval_checked_at
    ? {
        ...omitNulls({
          status: row.approval_status,
          category: row.twilio_category,
          rejectionReason: row.rejection_reason,
        }),
        checkedAt: row.approval_checked_at,
      }
    : undefined;

const templateOfRow = (row: TemplateRow): RecordedTemplate => ({
  name: row.name,
  language: row.language,
  channel: row.channel,
  category: row.category,
  ...omitNulls({ contentSid: row.content_sid, body: row.body, smsCharset: row.sms_charset }),
  variables: row.variables,
  ...omitNulls({ content: row.content, approval: approvalOf(row), syncedAt: row.synced_at }),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const rowOfTemplate = (template: RecordedTemplate): Insertable<TemplatesTable> => ({
  name: template.name,
  language: template.language,
  channel: template.channel,
  category: template.category,
  content_sid: template.contentSid ?? null,
  body: template.body ?? null,
  sms_charset: template.smsCharset ?? null,
  variables: template.variables,
  content: template.content ? JSON.stringify(template.content) : null,
  created_at: template.createdAt,
  updated_at: template.updatedAt,
  approval_status: template.approval?.status ?? null,
  rejection_reason: template.approval?.rejectionReason ?? null,
  approval_checked_at: template.approval?.checkedAt ?? null,
  twilio_category: template.approval?.category ?? null,
  synced_at: template.syncedAt ?? null,
});

/** This runs for each message, so the statement is prepared: see findSenders. */
const statement = {
  name: 'find-template',
  text: `select ${templateColumns.join(', ')} from templates
  where name = $1 and ($2::text is null or language = $2)
  order by created_at, language
  limit 1`,
};

/** Without a language, the one that was stored first. */
const findTemplate = async (pool: Pool, name: string, language?: string): Promise<RecordedTemplate | undefined> => {
  const { rows } = await pool.query<TemplateRow>({ ...statement, values: [name, language ?? null] });
  return rows[0] && templateOfRow(rows[0]);
};

/** Returns all languages of a template, as they were stored. */
const findTemplateLanguages = async (db: Kysely<Schema>, name: string): Promise<RecordedTemplate[]> => {
  const rows = await db
    .selectFrom('templates')
    .selectAll()
    .where('name', '=', name)
    .orderBy('created_at')
    .orderBy('language')
    .execute();
  return rows.map(templateOfRow);
};

/** All of them by name, the languages of one as they were stored. */
const listTemplates = async (db: Kysely<Schema>): Promise<RecordedTemplate[]> => {
  const rows = await db
    .selectFrom('templates')
    .selectAll()
    .orderBy('name')
    .orderBy('created_at')
    .orderBy('language')
    .execute();
  return rows.map(templateOfRow);
};

const ofContent = ['content', 'approval_status', 'rejection_reason', 'approval_checked_at', 'twilio_category'] as const;

/** Parts and approval belong to one content of a template, so they are kept only while the content is the same. */
const ofSameContent = <Column extends (typeof ofContent)[number]>(column: Column): RawBuilder<TemplatesTable[Column]> =>
  sql`case when templates.content_sid = excluded.content_sid then ${sql.ref(`templates.${column}`)} end`;

/** Makes this language of the template or replaces it; it keeps the time at which it was made. */
const saveTemplate = async (db: Kysely<Schema>, template: RecordedTemplate): Promise<RecordedTemplate> => {
  const row = rowOfTemplate(template);
  const { name: _name, language: _language, created_at: _created, ...changes } = row;
  const contentColumns = Object.fromEntries(ofContent.map((column) => [column, ofSameContent(column)]));
  const stored = await db
    .insertInto('templates')
    .values(row)
    .onConflict((conflict) => conflict.columns(['name', 'language']).doUpdateSet({ ...changes, ...contentColumns }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return templateOfRow(stored);
};

/** Adds the languages that do not exist yet, and returns how many. Existing ones keep their changes. */
const seedTemplates = async (db: Kysely<Schema>, templates: readonly RecordedTemplate[]): Promise<number> => {
  if (!templates.length) return 0;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('templates')
    .values(templates.map(rowOfTemplate))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
};

const saidOf = ({ before, after }: Refresh) => ({
  ...rowOfTemplate(after),
  content: after.content ?? null,
  seen_at: before.updatedAt,
});

/**
 * Records the approvals that Twilio reports. A template that was changed after it was read stays as it is and is
 * checked again soon. Rows are locked in order, so that two simultaneous calls cannot deadlock.
 */
const recordRefreshes = async (db: Kysely<Schema>, refreshes: readonly Refresh[]): Promise<void> => {
  if (!refreshes.length) return;
  await sql`
    with said as (
      select * from json_to_recordset(${JSON.stringify(refreshes.map(saidOf))}::json) as said (
        name text, language text, content_sid text, seen_at timestamptz, category category, body text, variables text[],
        updated_at timestamptz, approval_status approval_status, rejection_reason text, approval_checked_at timestamptz,
        twilio_category category, synced_at timestamptz, content jsonb
      )
    ),
    held as (
      select said.*
      from said
      join templates
        on templates.name = said.name and templates.language = said.language
          and templates.content_sid = said.content_sid and templates.updated_at = said.seen_at
      order by said.name, said.language
      for no key update of templates
    )
    update templates
    set
      category = held.category, body = held.body, variables = held.variables, updated_at = held.updated_at,
      approval_status = held.approval_status, rejection_reason = held.rejection_reason,
      approval_checked_at = held.approval_checked_at, twilio_category = held.twilio_category,
      synced_at = held.synced_at, content = held.content
    from held
    where templates.name = held.name and templates.language = held.language`.execute(db);
};

type Deps = { pool: Pool; kysely: Kysely<Schema> };
