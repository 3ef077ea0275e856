import type { Money } from '@recado/contract';
import { Refusal } from '../errors.ts';
import { paysFor, type Balance } from '../pricing/budget-alerts.ts';
import { isOverdue } from '../sending-window/window.ts';
import type { RecordedCampaign } from './campaign.ts';
import { objectionsReason } from './objections.ts';
import {
  changeBy,
  findCampaign,
  launchOf,
  refuseStatus,
  type RequestContext,
  type CampaignChange,
  type Changed,
  type ChangeDeps,
} from './change.ts';

/** Pauses a campaign; unsent messages wait. Pausing a paused campaign changes nothing. */
export const pauseCampaign = (deps: ChangeDeps, id: string, context: RequestContext) =>
  changeBy(deps, id, decidePause, context);

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

type ResumeDeps = ChangeDeps & CheckBalanceDeps & Parameters<typeof findCampaign>[0];

/**
 * Resumes a paused campaign; if its `send_at` is in the future, it starts then. Resuming it again changes nothing. Throws a
 * Refusal if the balance does not pay for the rest of it.
 */
export const resumeCampaign = async (
  deps: ResumeDeps,
  id: string,
  context: RequestContext & { ignoresBalance?: boolean | undefined },
) => {
  const { ignoresBalance = false, ...by } = context;
  const campaign = await findCampaign(deps, id);
  const startsNow = !campaign.sendAt || campaign.sendAt <= deps.clock();
  const lack = campaign.status === 'paused' && startsNow && !ignoresBalance && (await findLack(deps, campaign));
  if (lack) throw refuseLack(lack, 'resume');
  return changeBy(deps, id, (found, at) => decideResume(found, at, ignoresBalance), by);
};

const decideResume = (campaign: RecordedCampaign, at: Date, ignoresBalance: boolean): CampaignChange | undefined => {
  switch (campaign.status) {
    case 'running':
    case 'scheduled':
      return undefined;
    case 'paused': {
      const { firstPart, ...launch } = launchOf(campaign);
      // A person who resumes it after objections wants the rest to be sent.
      const isHeld = firstPart !== undefined && campaign.statusReason !== objectionsReason;
      return {
        state: {
          ...launch,
          ...(isHeld && { firstPart }),
          status: campaign.sendAt && campaign.sendAt > at ? 'scheduled' : 'running',
          ...(ignoresBalance && { ignoresBalance }),
        },
        event: { type: 'resumed' },
      };
    }
    case 'draft':
    case 'completed':
    case 'canceled':
      throw refuseStatus(campaign, 'only one that is paused can be resumed');
  }
};

/**
 * Cancels a campaign: unsent messages become `canceled`, and it cannot be resumed. Canceling it again changes nothing.
 */
export const cancelCampaign = (deps: ChangeDeps, id: string, context: RequestContext) =>
  changeBy(deps, id, decideCancel, context);

const decideCancel = (campaign: RecordedCampaign, at: Date): CampaignChange | undefined => {
  if (campaign.status === 'canceled') return undefined;
  if (campaign.status === 'completed') throw refuseStatus(campaign, 'there is nothing left to cancel');
  return {
    state: { ...launchOf(campaign), status: 'canceled', statusReason: 'requested', endedAt: at },
    // Also cancels a draft: each of its people gets a final status.
    opensCursors: true,
    event: { type: 'canceled', reason: 'requested' },
  };
};

/** The change that completes a campaign without remaining work; undefined if it is not running. */
export const completionOf = (campaign: RecordedCampaign, at: Date): CampaignChange | undefined =>
  campaign.status === 'running'
    ? { state: { ...launchOf(campaign), status: 'completed', endedAt: at }, event: { type: 'completed' } }
    : undefined;

type StartDueDeps = ChangeDeps &
  CheckBalanceDeps & {
    loadCampaign: (id: string) => Promise<RecordedCampaign | undefined>;
    /** The ids of scheduled campaigns whose time has come. */
    findDueCampaigns: (at: Date) => Promise<string[]>;
    /** Called for each campaign that started, or that was paused because it is late or the balance is too low. */
    started?: (campaign: RecordedCampaign) => void;
  };

/**
 * Starts scheduled campaigns that are due. A campaign that is more than an hour late, for example after an outage, is
 * paused until someone resumes it. So is one that the balance does not pay for. A promotion in the middle of the night is
 * worse than none. Several workers may run it at once.
 */
export const startDueCampaigns = async (deps: StartDueDeps): Promise<void> => {
  const at = deps.clock();
  for (const id of await deps.findDueCampaigns(at)) {
    const found = await deps.loadCampaign(id);
    const lack = found && (await findLack(deps, found));
    const decide = (campaign: RecordedCampaign | undefined) => decideStart(campaign, at, lack);
    const changed: Changed = await deps.changeCampaign({ id, at, decide });
    if (changed.kind === 'changed') deps.started?.(changed.campaign);
  }
};

/** Another worker may have been faster, or the time was changed. */
const decideStart = (
  campaign: RecordedCampaign | undefined,
  at: Date,
  lack: Lack | undefined,
): CampaignChange | undefined => {
  if (campaign?.status !== 'scheduled') return undefined;
  const { sendAt } = campaign;
  if (sendAt && sendAt > at) return undefined;
  if (sendAt && isOverdue(sendAt, at))
    return {
      state: { ...launchOf(campaign), status: 'paused', statusReason: 'overdue', pausedAt: at },
      event: { type: 'paused', reason: 'overdue', detail: { send_at: sendAt.toISOString() } },
    };
  if (lack)
    return {
      state: { ...launchOf(campaign), status: 'paused', statusReason: 'balance_too_low', pausedAt: at },
      event: {
        type: 'paused',
        reason: 'balance_too_low',
        detail: { cost: moneyText(lack.cost), balance: moneyText(lack.balance) },
      },
    };
  return { state: { ...launchOf(campaign), status: 'running' }, event: { type: 'started' } };
};

type DrainDeps = {
  clock: () => Date;
  /** Canceled campaigns with people whose messages are not canceled yet. */
  findUndrained: (at: Date) => Promise<string[]>;
  /** Ends up to `limit` messages that wait, and gives how many. */
  cancelAccepted: (campaignId: string, at: Date, limit: number) => Promise<number>;
  /** Ends up to `limit` people who have no message yet, and gives how many. */
  cancelUnfed: (campaignId: string, at: Date, limit: number) => Promise<number>;
};

const batch = 5_000;

/**
 * Cancels the unsent messages of canceled campaigns, a batch of each at a time, so that every recipient in the report
 * has a status. Returns how many it canceled. Several workers may run it at once.
 */
export const drainCanceled = async (deps: DrainDeps): Promise<number> => {
  let ended = 0;
  for (const id of await deps.findUndrained(deps.clock())) {
    ended += await deps.cancelAccepted(id, deps.clock(), batch);
    ended += await deps.cancelUnfed(id, deps.clock(), batch);
  }
  return ended;
};

/** A campaign and the others that run still have to spend so much. Both are absent if they are unknown or nothing runs. */
export type RemainingCosts = { own?: Money; others?: Money };

export type CheckBalanceDeps = {
  clock: () => Date;
  /** `undefined` until Twilio was asked. */
  findBalance: () => Promise<Balance | undefined>;
  /** Counts people without a message and messages that wait, by the price list, up to each budget. */
  findRemainingCosts: (campaignId: string) => Promise<RemainingCosts>;
};

/** The money that a campaign lacks: it may cost more than the account has left beside the others. */
type Lack = { cost: Money; balance: Balance; others?: Money };

/** Returns what a launched campaign lacks to go on; `undefined` if the balance pays, is unknown or does not matter. */
const findLack = async (deps: CheckBalanceDeps, campaign: RecordedCampaign): Promise<Lack | undefined> => {
  if (campaign.dryRun || campaign.ignoresBalance) return undefined;
  const balance = await deps.findBalance();
  if (!balance) return undefined;
  const { own: cost, others } = await deps.findRemainingCosts(campaign.id);
  if (!cost || paysFor(balance, { cost, others }, deps.clock()) !== false) return undefined;
  return { cost, balance, ...(others && { others }) };
};

/** `action`: what to do again after more money came. */
export const refuseLack = ({ cost, balance, others }: Lack, action: 'launch' | 'resume'): Refusal => {
  const beside =
    others && /[1-9]/.test(others.amount) ? ` Running campaigns still have to spend ${moneyText(others)}.` : '';
  const message =
    `The campaign may cost ${moneyText(cost)}, but the account had ${moneyText(balance)} at ` +
    `${balance.readAt.toISOString()}.${beside} Add money at Twilio and ${action} after five minutes, or ${action} with ignore_balance`;
  return new Refusal('balance-too-low', message, [{ field: '', reason: 'balance_too_low', message }]);
};

const moneyText = ({ amount, currency }: Money): string => `${amount} ${currency}`;
