import { isOverdue } from '../window/overdue.ts';
import type { RecordedCampaign } from './campaign.ts';
import { launchOf, type CampaignChange, type ChangeDeps, type Changed } from './change.ts';

type Deps = ChangeDeps & {
  /** The ids of scheduled campaigns whose time has come. */
  findDueCampaigns: (at: Date) => Promise<string[]>;
  /** Told of each that started, or that was held up because it should have long ago. */
  started?: (campaign: RecordedCampaign) => void;
};

/** Somebody else may have been faster, or its time was changed. */
const decide = (campaign: RecordedCampaign | undefined, at: Date): CampaignChange | undefined => {
  if (campaign?.status !== 'scheduled') return undefined;
  const { sendAt } = campaign;
  if (sendAt && sendAt > at) return undefined;
  if (sendAt && isOverdue(sendAt, at))
    return {
      state: { ...launchOf(campaign), status: 'paused', statusReason: 'overdue', pausedAt: at },
      event: { type: 'paused', reason: 'overdue', detail: { send_at: sendAt.toISOString() } },
    };
  return { state: { ...launchOf(campaign), status: 'running' }, event: { type: 'started' } };
};

/**
 * Starts what is scheduled and due. What should have started more than an hour ago, as after an outage, is paused and
 * waits for somebody to resume it: a promotion in the middle of the night is worse than none. Any number of workers may
 * do so.
 */
export const startDueCampaigns = async (deps: Deps): Promise<void> => {
  const at = deps.clock();
  for (const id of await deps.findDueCampaigns(at)) {
    const changed: Changed = await deps.changeCampaign({ id, at, decide: (campaign) => decide(campaign, at) });
    if (changed.kind === 'changed') deps.started?.(changed.campaign);
  }
};
