import type { RecordedCampaign } from './campaign.ts';
import { changeBy, launchOf, refuseStatus, type Asked, type CampaignChange, type ChangeDeps } from './change.ts';

const decide = (campaign: RecordedCampaign, at: Date): CampaignChange | undefined => {
  switch (campaign.status) {
    case 'paused':
      return undefined;
    case 'running':
    case 'scheduled':
      return {
        state: { ...launchOf(campaign), status: 'paused', statusReason: 'requested', pausedAt: at },
        event: { type: 'paused', reason: 'requested' },
      };
    case 'draft':
    case 'completed':
    case 'canceled':
      throw refuseStatus(campaign, 'only one that is scheduled or running can be paused');
  }
};

/** Holds a campaign up; what has not left yet waits. Pausing twice is the same as once. */
export const pauseCampaign = (deps: ChangeDeps, id: string, asked: Asked) => changeBy(deps, id, decide, asked);
