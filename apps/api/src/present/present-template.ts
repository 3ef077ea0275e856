import type { Approval, Template } from '@recado/contract';
import type { RecordedApproval, RecordedTemplate } from '@recado/messaging';
import { given } from './given.ts';

const presentApproval = ({ status, category, rejectionReason, checkedAt }: RecordedApproval): Approval => ({
  status: status ?? null,
  ...given({ category, rejection_reason: rejectionReason }),
  checked_at: checkedAt.toISOString(),
});

export const presentTemplate = (template: RecordedTemplate): Template => ({
  name: template.name,
  language: template.language,
  channel: template.channel,
  category: template.category,
  ...given({ content_sid: template.contentSid, body: template.body }),
  variables: template.variables,
  ...given({
    approval: template.approval && presentApproval(template.approval),
    synced_at: template.syncedAt?.toISOString(),
  }),
  created_at: template.createdAt.toISOString(),
  updated_at: template.updatedAt.toISOString(),
});
