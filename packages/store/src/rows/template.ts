import type { RecordedTemplate } from '@recado/messaging';
import type { Selectable } from 'kysely';
import type { TemplatesTable } from '../schema.ts';
import { given } from './given.ts';

export const templateOfRow = (row: Selectable<TemplatesTable>): RecordedTemplate => ({
  name: row.name,
  language: row.language,
  channel: row.channel,
  category: row.category,
  ...given({ contentSid: row.content_sid, body: row.body }),
  variables: row.variables,
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
});
