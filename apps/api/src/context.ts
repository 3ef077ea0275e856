import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { makeApplyReportedSignal, makeWaitForEvents, readProgress, type accept } from '@recado/messaging';
import { createQueueConnection, makeProducer } from '@recado/queue';
import { confirmClockState, isTwilio, sampleMessages, traceCreation, type Logger } from '@recado/runtime';
import { createStore, type Store } from '@recado/store';
import { createTwilio, optOuts, serviceWindowError } from '@recado/twilio';
import { makeAuthenticate, makeIsStillValid, makeLimitRate, touchAtMost } from './auth/authenticate.ts';
import { consoleOriginOf } from './auth/console-origin.ts';
import { makeFindCaller, makeGuessDelay } from './auth/find-caller.ts';
import { makeGuesses } from './auth/guesses.ts';
import { makeSessions } from './auth/sessions.ts';
import { makeCallbackWatch } from './callback-watch.ts';
import { keepContactLanguages, keepSettings, readTogether, rememberBriefly } from './cached-settings.ts';
import type { Config } from './config.ts';
import { makeTakeUpload } from './http/upload.ts';
import { makeInspectMedia } from './media/inspect-media.ts';
import { makeApiMetrics } from './metrics.ts';
import { presentProgress } from './present/campaign.ts';
import { makeProgressWatch } from './routes/campaigns/progress.ts';

const keysKeptForMs = 3_000;
const keysKept = 10_000;
const touchEveryMs = 60_000;
const progressEveryMs = 1_000;
/** Only rare requests of users call Twilio from here. */
const connectionsToTwilio = 2;

type Clock = () => Date;
type Country = Parameters<typeof accept>[0]['defaultCountry'];

/** Everything that the API works with, wired. Disposing of it queues what was accepted, closes the queue, then the record. */
export const createContext = (config: Config, log: Logger, givenClock?: Clock) => {
  const stack = new AsyncDisposableStack();
  const { databaseUrl, encryptionKeys, indexKey, poolSize, isTransactionPoolAllowed } = config;
  const metrics = makeApiMetrics();
  const { observer } = metrics;
  const store = stack.use(
    createStore({ databaseUrl, encryptionKeys, indexKey, poolSize, isTransactionPoolAllowed, observer, log }),
  );
  metrics.addStore(store);
  const clock = givenClock ?? store.clock;
  const queue = stack.use(
    createQueueConnection({ redis: config.redis, databaseUrl, installation: store.installation, clock, log }),
  );
  const twilio = stack.use(createTwilio({ ...config.twilio, connections: connectionsToTwilio }));
  // The time before the figures are read: of two answers, the one with the later time is never the older one.
  const progressOf = async (id: string) => {
    const at = clock();
    return presentProgress(await readProgress(store, () => at, id), at);
  };
  const progressWatch = makeProgressWatch({ read: progressOf, everyMs: progressEveryMs });
  const isSimulated = !isTwilio(config.twilio.baseUrl);
  const media = stack.use(makeInspectMedia({ clock, allowsPrivate: isSimulated, proxy: config.twilio.proxy }));
  const producer = makeProducer(queue);
  stack.defer(producer.settled);
  const settings = keepSettings({ store, clock });
  let isPrepared = false;
  let isStopping = false;
  const watchedClock = { offsetMs: store.clockOffsetMs, read: store.readClock };
  return {
    ...store,
    insertMessage: traceInsert(store),
    ...producer,
    ...settings.changes,
    ...keepContactLanguages({ store, clock }),
    cached: settings.cached,
    findSenders: readTogether(store.findSenders),
    findTemplate: readTogether(store.findTemplate),
    addTemplates: settings.changes.seedTemplates,
    listContents: twilio.listContents,
    inspectMedia: media.inspectMedia,
    applySenderSignal: makeApplyReportedSignal({ ...store, clock, log }),
    log,
    clock,
    store,
    waitForEvents: makeWaitForEvents({ advanceEvents: store.advanceEvents, isStopping: () => isStopping }),
    progressOf,
    progressWatch,
    // Checked by the configuration.
    defaultCountry: config.defaultCountry as Country,
    publicUrl: config.publicUrl,
    allowsPrivateWebhooks: config.allowsPrivateWebhooks,
    optOuts,
    serviceWindowError,
    twilioAuthTokens: config.twilio.webhookAuthTokens,
    consoleUrl: config.consoleUrl,
    callbacks: makeCallbackWatch({ clock }),
    checkPassword: makeGuesses({ ...store, clock }),
    ...makeAccess(store, config, clock),
    limitRate: makeLimitRate(store),
    takeUpload: makeTakeUpload(),
    // A preview must not wait for imports, which take minutes.
    takePreview: makeTakeUpload(),
    metrics,
    isSampled: sampleMessages(config.logSamplePercent),
    hasMetricsPort: config.metricsPort !== undefined,
    isPrepared: () => isPrepared,
    prepared: () => {
      isPrepared = true;
    },
    isStopping: () => isStopping,
    isSimulated,
    beginStop: () => {
      isStopping = true;
    },
    watchedClock,
    confirmClockState: () => confirmClockState(watchedClock),
    pingPostgresql: store.ping,
    pingQueue: queue.ping,
    checkQueue: queue.checkReady,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};

const traceInsert =
  ({ insertMessage }: Pick<Store, 'insertMessage'>): Store['insertMessage'] =>
  (message, key) =>
    traceCreation({ messageId: message.id, senderId: message.senderId }, (trace) =>
      insertMessage(trace ? { ...message, trace } : message, key),
    );

const firstKeyBytes = 32;

/**
 * Derives a key for one purpose. It stays the same when the index key is rotated, because a rotation only appends to
 * that.
 */
const deriveKey = (indexKey: Buffer, purpose: string): KeyObject =>
  createSecretKey(
    Buffer.from(hkdfSync('sha256', indexKey.subarray(0, firstKeyBytes), '', `recado ${purpose}`, firstKeyBytes)),
  );

/** A found key is cached for three seconds, so a revoked key may work that long. */
const makeAccess = (store: Store, { bootstrapKey, indexKey, consoleUrl }: Config, clock: Clock) => {
  const origin = consoleOriginOf(consoleUrl);
  const sessions = makeSessions({ clock, origin, findSession: store.findSession });
  const remembered = rememberBriefly({
    clock,
    forMs: keysKeptForMs,
    atMost: keysKept,
    load: (hash) => store.findApiKeyByHash(Buffer.from(hash, 'hex')),
  });
  const writeLastUse = touchAtMost({ clock, everyMs: touchEveryMs, touch: store.touchApiKey });
  const findCaller = makeFindCaller({
    clock,
    ...(bootstrapKey !== undefined && { bootstrapKey }),
    findApiKeyByHash: (hash) => remembered(hash.toString('hex')),
  });
  return {
    origin,
    sessions,
    authenticate: makeAuthenticate({
      findCaller,
      guessDelay: makeGuessDelay({ clock }),
      writeLastUse,
      origin,
      sessions,
      touchSession: touchAtMost({ clock, everyMs: touchEveryMs, touch: store.touchSession }),
      requestKey: deriveKey(indexKey, 'idempotency'),
    }),
    isStillValid: makeIsStillValid({ findCaller, sessions }),
  };
};

export type Context = ReturnType<typeof createContext>;
