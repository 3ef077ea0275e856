import type { Template } from '@recado/contract';
import type { RecordedTemplate } from '@recado/messaging';
import { given } from './given.ts';

export const presentTemplate = (template: RecordedTemplate): Template => ({
  name: template.name,
  language: template.language,
  channel: template.channel,
  category: template.category,
  ...given({ content_sid: template.contentSid, body: template.body }),
  variables: template.variables,
  created_at: template.createdAt.toISOString(),
  updated_at: template.updatedAt.toISOString(),
});
