import type { RecordedCampaign } from '../../src/campaigns/campaign.ts';

/** A draft of WhatsApp marketing to 1,000 people by two senders. */
export const draftOf = (at: Date, change: Partial<RecordedCampaign> = {}): RecordedCampaign => ({
  id: '01900000-0000-7000-8000-000000000001',
  name: 'Natal',
  status: 'draft',
  channel: 'whatsapp',
  category: 'marketing',
  templateName: 'promotion',
  templateLanguage: 'pt_BR',
  variables: {},
  senderIds: ['store', 'second'],
  dryRun: false,
  recipients: 1000,
  version: 1,
  audienceVersion: 1,
  createdAt: at,
  createdBy: 'test',
  updatedAt: at,
  ...change,
});
