import {
  copyAudiences,
  drainCanceled,
  feedCampaigns,
  makeOpenings,
  startDueCampaigns,
  guardCampaigns,
  objectionsReason,
  type CampaignAlarm,
} from '@recado/messaging';
import { blockingCodes, objectionCodes } from '@recado/twilio';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import { untilNone, type TaskRun } from './scheduler.ts';

/** Keeps the senders' queues filled with the messages of running campaigns. */
export const feed = ({ clock, store, producer }: Context): (() => Promise<void>) => {
  const deps = {
    clock,
    openings: makeOpenings(),
    findSendersToFeed: store.findSendersToFeed,
    feeding: store.feeding,
    enqueueAll: producer.enqueueAll,
  };
  return () => feedCampaigns(deps);
};

const atOnce = 10_000;

/** Adds up what changed of campaigns' messages, until what is left is less than a batch. */
export const applyCounterDeltas = ({ store }: Context): TaskRun =>
  untilNone(async () => ((await store.applyDeltas(atOnce)) === atOnce ? 1 : 0));

/** Follows the time zone of reports, and deletes their oldest hours. */
export const keepReports = ({ clock, store }: Context): TaskRun =>
  untilNone(async () => ((await store.keepReports(clock())) ? 1 : 0));

type Started = { id: string; status: string; statusReason?: string };

/** Starts campaigns at their time. */
export const startDue = ({ clock, store }: Context, log: Logger): (() => Promise<void>) => {
  const deps = {
    clock,
    findDueCampaigns: store.findDueCampaigns,
    loadCampaign: store.loadCampaign,
    changeCampaign: store.changeCampaign,
    findBalance: store.findBalance,
    findRemainingCosts: store.findRemainingCosts,
    started: ({ id, status, statusReason }: Started) => {
      if (status === 'running') log.info({ campaign_id: id }, 'Scheduled campaign started');
      else
        log.warn(
          { campaign_id: id, reason: statusReason },
          'Scheduled campaign paused instead of started: see the field reason. Resume it to start it',
        );
    },
  };
  return () => startDueCampaigns(deps);
};

/** Gives everyone of a canceled campaign an end. A million of them take longer than a worker may take to stop. */
export const drain = ({ clock, store }: Context): TaskRun => untilNone(() => drainCanceled({ ...store, clock }));

/** Copies people of earlier campaigns into drafts that follow them up. */
export const copyPeople =
  ({ clock, store }: Context): TaskRun =>
  (signal, works) =>
    copyAudiences({ ...store, clock }, signal, works);

/** Completes campaigns without remaining recipients. */
export const complete =
  ({ clock, store }: Context, log: Logger): (() => Promise<void>) =>
  async () => {
    for (const id of await store.completeCampaigns(clock())) log.info({ campaign_id: id }, 'Campaign completed');
  };

/** Pauses campaigns that mostly fail, or to which people object. */
export const guard = ({ clock, store }: Context, log: Logger): (() => Promise<void>) => {
  const deps = {
    clock,
    findGuardedCampaigns: store.findGuardedCampaigns,
    moveGuardBase: store.moveGuardBase,
    savePause: store.savePause,
    releaseFirstParts: store.releaseFirstParts,
    findSettings: store.findSettings,
    objectionCodes,
    blockingCodes,
    paused: (id: string, { reason, detail }: CampaignAlarm) =>
      log.warn(
        { campaign_id: id, reason, ...detail },
        reason === objectionsReason
          ? 'Campaign paused automatically: too many people object to it. See the other fields'
          : 'Campaign paused automatically: too many of its messages failed. See the field reason',
      ),
  };
  return () => guardCampaigns(deps);
};
