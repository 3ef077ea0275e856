import type { RecordedCampaign } from './campaign.ts';
import { launchOf, type CampaignChange } from './change.ts';

/** What becomes of a campaign that has nobody left; nothing, when it does not run any more. */
export const completionOf = (campaign: RecordedCampaign, at: Date): CampaignChange | undefined =>
  campaign.status === 'running'
    ? { state: { ...launchOf(campaign), status: 'completed', endedAt: at }, event: { type: 'completed' } }
    : undefined;
