import type { RecordedApproval, RecordedTemplate } from '@recado/messaging';
import type { Selectable } from 'kysely';
import { given } from '../rows/given.ts';
import type { TemplatesTable } from '../schema/index.ts';

/** The columns that `templateOfRow` reads. */
export const templateColumns = [
  'name',
  'language',
  'channel',
  'category',
  'content_sid',
  'body',
  'variables',
  'created_at',
  'updated_at',
  'approval_status',
  'rejection_reason',
  'approval_checked_at',
  'twilio_category',
  'synced_at',
] as const satisfies (keyof TemplatesTable)[];

export type TemplateRow = Pick<Selectable<TemplatesTable>, (typeof templateColumns)[number]>;

const approvalOf = (row: TemplateRow): RecordedApproval | undefined =>
  row.approval_checked_at
    ? {
        ...given({ status: row.approval_status, category: row.twilio_category, rejectionReason: row.rejection_reason }),
        checkedAt: row.approval_checked_at,
      }
    : undefined;

export const templateOfRow = (row: TemplateRow): RecordedTemplate => ({
  name: row.name,
  language: row.language,
  channel: row.channel,
  category: row.category,
  ...given({ contentSid: row.content_sid, body: row.body }),
  variables: row.variables,
  ...given({ approval: approvalOf(row), syncedAt: row.synced_at }),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const rowOfTemplate = (template: RecordedTemplate): TemplatesTable => ({
  name: template.name,
  language: template.language,
  channel: template.channel,
  category: template.category,
  content_sid: template.contentSid ?? null,
  body: template.body ?? null,
  variables: template.variables,
  created_at: template.createdAt,
  updated_at: template.updatedAt,
  approval_status: template.approval?.status ?? null,
  rejection_reason: template.approval?.rejectionReason ?? null,
  approval_checked_at: template.approval?.checkedAt ?? null,
  twilio_category: template.approval?.category ?? null,
  synced_at: template.syncedAt ?? null,
});
