import type { RecordedCampaign } from './campaign.ts';
import { changeBy, launchOf, refuseStatus, type Asked, type CampaignChange, type ChangeDeps } from './change.ts';

const decide = (campaign: RecordedCampaign, at: Date): CampaignChange | undefined => {
  switch (campaign.status) {
    case 'running':
    case 'scheduled':
      return undefined;
    case 'paused':
      return {
        state: { ...launchOf(campaign), status: campaign.sendAt && campaign.sendAt > at ? 'scheduled' : 'running' },
        event: { type: 'resumed' },
      };
    case 'draft':
    case 'completed':
    case 'canceled':
      throw refuseStatus(campaign, 'only one that is paused can be resumed');
  }
};

/** Lets a paused campaign go on, one whose `send_at` is yet to come at that time. Resuming twice is the same as once. */
export const resumeCampaign = (deps: ChangeDeps, id: string, asked: Asked) => changeBy(deps, id, decide, asked);
