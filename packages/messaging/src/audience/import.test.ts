import { expect, it } from 'vitest';
import type { RecordedCampaign } from '../campaigns/campaign.ts';
import { emptyAudience } from './import.ts';

const empty = (result: 'emptied' | 'busy' | 'no-draft', status: RecordedCampaign['status'] = 'draft') =>
  emptyAudience(
    {
      clock: () => new Date('2026-11-22T12:00:00Z'),
      loadCampaign: async () => ({ status }) as RecordedCampaign,
      emptyAudience: async () => result,
    },
    'c1',
    { actor: { name: 'ops' } },
  );

it('empties the audience of a draft', async () => {
  expect(await empty('emptied')).toBeUndefined();
});

it.each([
  ['another request changes it', 'busy', 'draft', /Another request/],
  ['it was launched in this moment', 'no-draft', 'draft', /no longer a draft/],
  ['it was launched before', 'emptied', 'running', /is running/],
] as const)('refuses to empty an audience when %s', async (_case, result, status, message) => {
  await expect(empty(result, status)).rejects.toMatchObject({
    type: 'conflict',
    message: expect.stringMatching(message),
  });
});
