import type { RecordedCampaign } from './campaign.ts';
import { changeBy, launchOf, refuseStatus, type Asked, type CampaignChange, type ChangeDeps } from './change.ts';

const decide = (campaign: RecordedCampaign, at: Date): CampaignChange | undefined => {
  if (campaign.status === 'canceled') return undefined;
  if (campaign.status === 'completed') throw refuseStatus(campaign, 'there is nothing left to cancel');
  return {
    state: { ...launchOf(campaign), status: 'canceled', statusReason: 'requested', endedAt: at },
    // Also of a draft: each of its people gets an end.
    opensCursors: true,
    event: { type: 'canceled', reason: 'requested' },
  };
};

/** Ends a campaign for good: nothing leaves any more, and everyone left becomes `canceled`. Twice is the same as once. */
export const cancelCampaign = (deps: ChangeDeps, id: string, asked: Asked) => changeBy(deps, id, decide, asked);
