import { isOverdue } from '../sending-window/window.ts';
import type { RecordedCampaign } from './campaign.ts';
import {
  changeBy,
  launchOf,
  refuseStatus,
  type Asked,
  type CampaignChange,
  type Changed,
  type ChangeDeps,
} from './change.ts';

/** Holds a campaign up; what has not left yet waits. Pausing twice is the same as once. */
export const pauseCampaign = (deps: ChangeDeps, id: string, asked: Asked) => changeBy(deps, id, decidePause, asked);

const decidePause = (campaign: RecordedCampaign, at: Date): CampaignChange | undefined => {
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

/** Lets a paused campaign go on, one whose `send_at` is yet to come at that time. Resuming twice is the same as once. */
export const resumeCampaign = (deps: ChangeDeps, id: string, asked: Asked) => changeBy(deps, id, decideResume, asked);

const decideResume = (campaign: RecordedCampaign, at: Date): CampaignChange | undefined => {
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

/** Ends a campaign for good: nothing leaves any more, and everyone left becomes `canceled`. Twice is the same as once. */
export const cancelCampaign = (deps: ChangeDeps, id: string, asked: Asked) => changeBy(deps, id, decideCancel, asked);

const decideCancel = (campaign: RecordedCampaign, at: Date): CampaignChange | undefined => {
  if (campaign.status === 'canceled') return undefined;
  if (campaign.status === 'completed') throw refuseStatus(campaign, 'there is nothing left to cancel');
  return {
    state: { ...launchOf(campaign), status: 'canceled', statusReason: 'requested', endedAt: at },
    // Also of a draft: each of its people gets an end.
    opensCursors: true,
    event: { type: 'canceled', reason: 'requested' },
  };
};

/** What becomes of a campaign that has nobody left; nothing, when it does not run any more. */
export const completionOf = (campaign: RecordedCampaign, at: Date): CampaignChange | undefined =>
  campaign.status === 'running'
    ? { state: { ...launchOf(campaign), status: 'completed', endedAt: at }, event: { type: 'completed' } }
    : undefined;

type StartDueDeps = ChangeDeps & {
  /** The ids of scheduled campaigns whose time has come. */
  findDueCampaigns: (at: Date) => Promise<string[]>;
  /** Told of each that started, or that was held up because it should have long ago. */
  started?: (campaign: RecordedCampaign) => void;
};

/**
 * Starts what is scheduled and due. What should have started more than an hour ago, as after an outage, is paused and
 * waits for somebody to resume it: a promotion in the middle of the night is worse than none. Any number of workers may
 * do so.
 */
export const startDueCampaigns = async (deps: StartDueDeps): Promise<void> => {
  const at = deps.clock();
  for (const id of await deps.findDueCampaigns(at)) {
    const changed: Changed = await deps.changeCampaign({ id, at, decide: (campaign) => decideStart(campaign, at) });
    if (changed.kind === 'changed') deps.started?.(changed.campaign);
  }
};

/** Somebody else may have been faster, or its time was changed. */
const decideStart = (campaign: RecordedCampaign | undefined, at: Date): CampaignChange | undefined => {
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

type DrainDeps = {
  clock: () => Date;
  /** Canceled campaigns of which somebody is left. */
  findUndrained: (at: Date) => Promise<string[]>;
  /** Ends up to `limit` messages that wait, and gives how many. */
  cancelAccepted: (campaignId: string, at: Date, limit: number) => Promise<number>;
  /** Ends up to `limit` people who have no message yet, and gives how many. */
  cancelUnfed: (campaignId: string, at: Date, limit: number) => Promise<number>;
};

const batch = 5_000;

/**
 * Gives everyone of a canceled campaign who was not sent anything an end, a batch of each campaign at a time, so that its
 * ledger has no holes. Gives how many it ended. Any number of workers may do so.
 */
export const drainCanceled = async (deps: DrainDeps): Promise<number> => {
  let ended = 0;
  for (const id of await deps.findUndrained(deps.clock())) {
    ended += await deps.cancelAccepted(id, deps.clock(), batch);
    ended += await deps.cancelUnfed(id, deps.clock(), batch);
  }
  return ended;
};
