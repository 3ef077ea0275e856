import { enqueueMissing, enqueueUpcoming, type WalkPositions } from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import { complete, copyPeople, drain, feed, applyCounterDeltas, startDue, guard, keepReports } from './campaigns.ts';
import {
  fallBack,
  resolveUnknownOutcomes,
  settleMissingCallbacks,
  rebuildLostQueues,
  rememberRestores,
  retryMany,
  watchRestores,
} from './messages.ts';
import { keepEventPartitions, numberEvents } from './events.ts';
import { alert, compareUsage, fetchPrices, readBalance } from './pricing.ts';
import { eraseCopies, retain, verifyLedger } from './retention.ts';
import { deliverToWebhooks } from '../webhooks/deliver.ts';
import { untilNone, type MaintenanceTask } from './scheduler.ts';
import { readInbound, readQualities, resumeAfterCredentials } from './senders.ts';
import { updateApprovals } from './templates.ts';

type Options = { everyMs: number; log: Logger };

const minuteMs = 60_000;
const eraseCopiesEveryMs = 1_000;
const keysKeptMs = 24 * 60 * minuteMs;
const atOnce = 5_000;
const joinedAtOnce = 100;
const checkQueuesEveryMs = 1_000;
const recognizeEveryMs = 1_000;
/** A little more than the time between two check-ins, which ask for most of it. */
const rememberEveryMs = 6_000;
const lookForUpcomingEveryMs = 10_000;
const lookForFallbacksEveryMs = 1_000;
const checkCredentialsEveryMs = 1_000;
const readInboundEveryMs = 1_000;
const feedEveryMs = 500;
const applyDeltasEveryMs = 1_000;
const forgetReachedEveryMs = 10_000;
const checkCampaignsEveryMs = 1_000;
const numberEventsEveryMs = 500;
const saveMinutesEveryMs = 4_000;
const followSendersEveryMs = 1_000;
const retryManyEveryMs = 1_000;

/** All that keeps the record and the queue in order. */
export const maintenanceTasksOf = (context: Context, options: Options): MaintenanceTask[] =>
  tasksOf(context, options).map((task) => ({
    ...task,
    // A process with a wrong clock leaves the work to the others.
    run: async (signal, works) => (context.clockState() === 'wrong' ? undefined : task.run(signal, works)),
  }));

const tasksOf = (context: Context, { everyMs, log }: Options): MaintenanceTask[] => [
  { name: 'rebuild lost queues', everyMs: Math.min(everyMs, checkQueuesEveryMs), run: rebuildLostQueues(context, log) },
  { name: 'recognize restores', everyMs: Math.min(everyMs, recognizeEveryMs), run: watchRestores(context, log) },
  rememberDatabase(context, log),
  enqueueMissingJobs(context, everyMs),
  enqueueUpcomingJobs(context),
  { name: 'resolve unknown outcomes', everyMs, run: resolveUnknownOutcomes(context, log) },
  { name: 'fetch missing callbacks', everyMs, run: settleMissingCallbacks(context, log) },
  checkCredentials(context, log),
  { name: 'read inbound', everyMs: Math.min(everyMs, readInboundEveryMs), run: readInbound(context, log) },
  { name: 'read quality ratings', everyMs, run: readQualities(context, log) },
  expire(context, everyMs),
  { name: 'queue fallbacks', everyMs: Math.min(everyMs, lookForFallbacksEveryMs), run: fallBack(context, log) },
  { name: 'update template approvals', everyMs: minuteMs, run: updateApprovals(context, log) },
  { name: 'feed campaigns', everyMs: feedEveryMs, run: feed(context) },
  { name: 'add up campaign counters', everyMs: applyDeltasEveryMs, run: applyCounterDeltas(context) },
  { name: 'keep reports', everyMs: minuteMs, run: keepReports(context) },
  { name: 'start campaigns', everyMs: checkCampaignsEveryMs, run: startDue(context, log) },
  { name: 'guard campaigns', everyMs: checkCampaignsEveryMs, run: guard(context, log) },
  { name: 'copy audiences', everyMs: checkCampaignsEveryMs, run: copyPeople(context) },
  { name: 'drain canceled campaigns', everyMs: checkCampaignsEveryMs, run: drain(context) },
  { name: 'complete campaigns', everyMs: checkCampaignsEveryMs, run: complete(context, log) },
  forgetReached(context),
  { name: 'number events', everyMs: numberEventsEveryMs, run: numberEvents(context) },
  { name: 'deliver to webhooks', everyMs: numberEventsEveryMs, run: deliverToWebhooks(context, log) },
  makePartitions(context),
  { name: 'keep partitions of events', everyMs: minuteMs, run: keepEventPartitions(context) },
  { name: 'raise budget alerts', everyMs: checkCampaignsEveryMs, run: alert(context, log) },
  { name: 'read balance', everyMs, run: readBalance(context, log) },
  { name: 'compare usage', everyMs: minuteMs, run: compareUsage(context, log) },
  { name: 'fetch prices', everyMs, run: fetchPrices(context) },
  forgetKeys(context),
  { name: 'delete data past its retention', everyMs, run: retain(context, log) },
  { name: 'delete copies at Twilio', everyMs: eraseCopiesEveryMs, run: eraseCopies(context, log) },
  joinContacts(context),
  saveMinutes(context),
  followSenders(context),
  { name: 'retry many messages', everyMs: retryManyEveryMs, run: retryMany(context) },
  { name: 'verify the consent ledger', everyMs: minuteMs, run: verifyLedger(context) },
];

/** The check-in of the worker says that it runs. */
const saveMinutes = ({ saveSenderMinutes }: Context): MaintenanceTask => ({
  name: 'heartbeat',
  everyMs: saveMinutesEveryMs,
  isPerWorker: true,
  run: saveSenderMinutes,
});

/** A worker without jobs reads the senders less often. One worker keeps the rates in the queues, and starts new senders. */
const followSenders = ({ supervisor }: Context): MaintenanceTask => ({
  name: 'follow senders',
  everyMs: followSendersEveryMs,
  run: supervisor.read,
});

/** Each worker keeps in mind when the database was last seen, should it be replaced by an older copy. */
const rememberDatabase = (context: Context, log: Logger): MaintenanceTask => ({
  name: 'remember the database',
  everyMs: rememberEveryMs,
  isPerWorker: true,
  run: rememberRestores(context, log),
});

/** Each worker asks Twilio with its own credentials. */
const checkCredentials = (context: Context, log: Logger): MaintenanceTask => ({
  name: 'check credentials',
  everyMs: checkCredentialsEveryMs,
  isPerWorker: true,
  run: resumeAfterCredentials(context, log),
});

const enqueueMissingJobs = ({ clock, store, producer, metrics }: Context, everyMs: number): MaintenanceTask => {
  const places: WalkPositions = {};
  const enqueueAll: typeof producer.enqueueAll = async (messages) => {
    await producer.enqueueAll(messages);
    metrics.requeued(messages.length);
  };
  const deps = { clock, findWaiting: store.findWaiting, findDue: store.findDue, enqueueAll };
  return { name: 'enqueue missing jobs', everyMs, run: () => enqueueMissing(deps, places) };
};

const enqueueUpcomingJobs = ({ clock, store, producer }: Context): MaintenanceTask => {
  const places: WalkPositions = {};
  const deps = { clock, findUpcoming: store.findUpcoming, enqueueAll: producer.enqueueAll };
  return {
    name: 'enqueue scheduled messages',
    everyMs: lookForUpcomingEveryMs,
    run: () => enqueueUpcoming(deps, places),
  };
};

const expire = ({ clock, store }: Context, everyMs: number): MaintenanceTask => ({
  name: 'expire messages',
  everyMs,
  run: async () => {
    await store.expireOverdue(clock(), atOnce);
  },
});

const makePartitions = ({ store }: Context): MaintenanceTask => ({
  name: 'make partitions of messages',
  everyMs: minuteMs,
  run: () => store.makeMessagePartitions(),
});

const forgetKeys = ({ clock, store }: Context): MaintenanceTask => ({
  name: 'forget idempotency keys',
  everyMs: minuteMs,
  run: async () => {
    await store.deleteOldIdempotencyKeys(new Date(clock().getTime() - keysKeptMs), atOnce);
  },
});

const joinContacts = ({ store }: Context): MaintenanceTask => ({
  name: 'join contacts with their ids of WhatsApp',
  everyMs: minuteMs,
  run: untilNone(() => store.joinLinkedContacts(joinedAtOnce)),
});

const forgetReached = ({ clock, store }: Context): MaintenanceTask => ({
  name: 'forget reached people',
  everyMs: forgetReachedEveryMs,
  run: untilNone(() => store.forgetReached(clock(), atOnce)),
});
