import {
  fallBackToSms,
  fetchMissingCallbacks,
  makeApplyReportedSignal,
  recognizeRestores as recognize,
  resolveOverdue,
  rebuildQueues,
  settle,
  runBulkRetry,
  watchRestores as watch,
  type Resolution,
  type StatusReport,
} from '@recado/messaging';
import { optOuts } from '@recado/twilio';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import { untilNone, type TaskRun } from './scheduler.ts';

/** Resolves unknown outcomes. */
export const resolveUnknownOutcomes = (context: Context, log: Logger): TaskRun => {
  const { clock, store, twilio, producer, policy, metrics } = context;
  const deps = {
    ...store,
    clock,
    policy,
    listAtTwilio: twilio.listMessages,
    enqueue: producer.enqueue,
    decided: (message: Claim, resolution: Resolution) => {
      metrics.resolved(resolution.kind);
      logResolution(log, message, resolution);
    },
  };
  return untilNone(() => resolveOverdue(deps));
};

type Claim = { id: string; attempt: number; claimedAt: Date };

const logResolution = (log: Logger, { id, attempt, claimedAt }: Claim, resolution: Resolution): void => {
  const fields = { message_id: id, attempt, resolution: resolution.kind };
  switch (resolution.kind) {
    case 'waiting':
      return log.warn(
        { ...fields, waits_for: resolution.for, since: claimedAt, detail: resolution.detail },
        'Outcome still unknown; the message waits and is not sent again',
      );
    case 'given_up':
      return log.error(
        { ...fields, since: claimedAt, detail: resolution.detail },
        'Outcome unknown for too long: message failed. Check it in the Twilio console before you retry it',
      );
    default:
      return log.info(fields, 'Unknown outcome looked up in the message list of Twilio: see the field resolution');
  }
};

/** Fetches the status of messages whose callbacks are overdue. */
export const settleMissingCallbacks = ({ clock, store, twilio, policy }: Context, log: Logger): TaskRun => {
  const applyReportedSignal = makeApplyReportedSignal({ ...store, clock, log });
  const settleReport = (report: StatusReport) =>
    settle({ clock, settleMessage: store.settleMessage, applySenderSignal: applyReportedSignal }, report);
  const deps = {
    clock,
    takeMissingCallbacks: store.takeMissingCallbacks,
    fetchStatus: twilio.fetchStatus,
    withdrawSid: store.withdrawSid,
    settle: settleReport,
    afterSentMs: policy.followUpDelays.afterSentMs,
  };
  return untilNone(() => fetchMissingCallbacks(deps));
};

/** Rebuilds queues that Redis lost, with the messages that are due within the hour. */
export const rebuildLostQueues = ({ clock, store, queueLoss, producer }: Context, log: Logger): TaskRun => {
  const deps = {
    ...queueLoss,
    clock,
    findSenders: store.findSenders,
    findAccepted: store.findAccepted,
    enqueueAll: producer.enqueueAll,
  };
  return async (signal, works) => {
    const { senders, messages } = await rebuildQueues(deps, signal, works);
    if (messages > 0)
      log.warn(
        { senders, messages },
        'Queues were lost; the accepted messages that are due within the hour were queued again',
      );
    else if (senders.length > 0) log.info({ senders }, 'Queues created');
  };
};

/** Sends by SMS what WhatsApp did not deliver. */
export const fallBack = ({ clock, store, producer }: Context, log: Logger): TaskRun => {
  const deps = {
    clock,
    fallBack: store.fallBack,
    enqueue: producer.enqueue,
    fellBack: ({ messageId }: { messageId: string }) =>
      log.info({ message_id: messageId }, 'Fallback SMS queued: WhatsApp did not deliver the message'),
  };
  return untilNone(() => fallBackToSms(deps));
};

/** Recognizes restores of the database, and says when all that was due is compared. */
export const watchRestores =
  ({ store, databaseMemory }: Context, log: Logger): (() => Promise<void>) =>
  () =>
    watch({ ...store, ...databaseMemory, log });

/** Recognizes restores, and keeps in mind when this process last saw the database. */
export const recognizeRestores =
  ({ store, databaseMemory }: Context, log: Logger): (() => Promise<void>) =>
  () =>
    recognize({ ...store, ...databaseMemory, log });

/** The same, with the time that the last check-in saw. Only a database that it did not know is asked again. */
export const rememberRestores = (
  { store, databaseMemory, membership }: Context,
  log: Logger,
): (() => Promise<void>) => {
  const recognizeRestore: typeof store.recognizeRestore = async (rememberedAt) => {
    const seenAt = membership.takeSeenAt();
    return seenAt && !(rememberedAt && rememberedAt > seenAt) ? { seenAt } : store.recognizeRestore(rememberedAt);
  };
  return () => recognize({ ...databaseMemory, recognizeRestore, log });
};

/** Does the retries that people started, a batch after the other. A worker that stops leaves the rest to the next one. */
export const retryMany = ({ clock, store, producer }: Context): ((signal: AbortSignal) => Promise<void>) => {
  const deps = { ...store, clock, optOuts, enqueue: producer.enqueue };
  return async (signal) => {
    while (!signal.aborted && (await runBulkRetry(deps)));
  };
};
