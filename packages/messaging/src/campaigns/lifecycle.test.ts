import { expect, it } from 'vitest';
import type { RecordedCampaign } from './campaign.ts';
import { completionOf } from './lifecycle.ts';

const at = new Date('2026-11-22T12:00:00Z');
const campaign = (status: RecordedCampaign['status']): RecordedCampaign => ({
  id: '01900000-0000-7000-8000-00000000000c',
  name: 'Natal',
  status,
  channel: 'whatsapp',
  category: 'marketing',
  templateName: 'promotion',
  templateLanguage: 'pt_BR',
  variables: {},
  senderIds: ['store'],
  dryRun: false,
  recipients: 3,
  version: 1,
  audienceVersion: 1,
  createdAt: at,
  createdBy: 'ops',
  updatedAt: at,
  launchedAt: at,
  launchedBy: 'ops',
});

it('completes a campaign that runs, and says since when', () => {
  expect(completionOf(campaign('running'), at)).toEqual({
    state: { status: 'completed', launchedAt: at, launchedBy: 'ops', endedAt: at },
    event: { type: 'completed' },
  });
});

it.each(['draft', 'scheduled', 'paused', 'completed', 'canceled'] as const)('leaves one that is %s', (status) => {
  expect(completionOf(campaign(status), at)).toBeUndefined();
});
