import {
  createQueueConnection,
  makeConsumer,
  makeDatabaseMemory,
  makeQueueLoss,
  makeProducer,
  makeRetryPolicy,
} from '@recado/queue';
import { clockStateOf, confirmClockState, sampleMessages, type Logger } from '@recado/runtime';
import { createStore } from '@recado/store';
import { createTwilio, serviceWindowError } from '@recado/twilio';
import type { Config } from './config.ts';
import { makeWorkerMetrics } from './metrics.ts';
import { makePostEvent } from './webhooks/post-event.ts';
import { makeConsume } from './sending/consume-sender.ts';
import { makeSenderMinutes } from './sending/sender-minutes.ts';
import { makeSenderSupervisor } from './sending/supervise-senders.ts';
import { makeMembership } from './maintenance/membership.ts';

const lookAtSendersEveryMs = 1_000;

/** Wires the worker together. Disposing of it closes everything in reverse order. */
export const createContext = (config: Config, log: Logger, signal: AbortSignal) => {
  const stack = new AsyncDisposableStack();
  const metrics = makeWorkerMetrics();
  const store = stack.use(
    createStore({
      databaseUrl: config.databaseUrl,
      poolSize: config.poolSize,
      isTransactionPoolAllowed: config.isTransactionPoolAllowed,
      ...config.keys,
      serviceWindowError,
      observer: metrics.observer,
      log,
      signal,
    }),
  );
  const { clock } = store;
  const watchedClock = { offsetMs: store.clockOffsetMs, read: store.readClock };
  const clockState = () => clockStateOf(watchedClock);
  const connection = stack.use(
    createQueueConnection({
      redis: config.redis,
      databaseUrl: config.databaseUrl,
      installation: store.installation,
      clock,
      log,
    }),
  );
  const twilio = stack.use(createTwilio({ ...config.twilio, clock }));
  const producer = makeProducer(connection);
  const queueLoss = makeQueueLoss(connection);
  const databaseMemory = makeDatabaseMemory(connection);
  const policy = {
    retry: makeRetryPolicy(),
    followUpDelays: config.followUpDelays,
    giveUpAfterMs: config.giveUpAfterMs,
  };
  metrics.addStore(store);
  metrics.addReadings({ ...store, clock, countJobs: producer.counts });
  const senderMinutes = makeSenderMinutes({ clock, addSenderMinutes: store.addSenderMinutes });
  const consume = makeConsume({
    ...store,
    clock,
    beforeClaim: () => supervisor.beforeClaim(),
    policy,
    isClockRight: () => clockState() !== 'wrong',
    log,
    queue: makeConsumer(connection),
    requestTwilio: twilio.requestTwilio,
    sent: (senderId, outcome, seconds) => {
      metrics.sent(senderId, outcome, seconds);
      senderMinutes.note(senderId, outcome);
    },
    senderStarted: metrics.senderStarted,
    sliceMissed: metrics.sliceMissed,
    isSampled: sampleMessages(config.logSamplePercent),
    concurrency: config.concurrency,
    drainMs: drainMs(config.twilio.timeoutMs),
  });

  const supervisor = makeSenderSupervisor({
    clock,
    findSenders: store.findSenders,
    consume,
    everyMs: lookAtSendersEveryMs,
    signal,
    log,
  });
  const membership = makeMembership({ store, learnSenders: supervisor.learn, startedAt: clock() });

  const { webhookProxy: proxy, allowsPrivateWebhooks: allowsPrivate } = config;
  const webhookClient = stack.use(makePostEvent({ clock, allowsPrivate, proxy, posted: metrics.posted }));

  return {
    clock,
    clockState,
    watchedClock,
    confirmClockState: () => confirmClockState(watchedClock),
    store,
    connection,
    twilio,
    producer,
    queueLoss,
    databaseMemory,
    policy,
    supervisor,
    membership,
    saveSenderMinutes: senderMinutes.save,
    postEvent: webhookClient.post,
    metrics,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};

/** Jobs in hand get this long to end when the worker stops; a request to Twilio may take all of its timeout. */
const drainMs = (twilioTimeoutMs: number) => Math.min(twilioTimeoutMs + 2_000, 25_000);

export type Context = ReturnType<typeof createContext>;
