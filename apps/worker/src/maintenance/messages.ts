import {
  fallBackToSms,
  fetchUnheard,
  makeApplyReportedSignal,
  resolveOverdue,
  rebuildQueues,
  settle,
  type Resolution,
  type StatusReport,
} from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import { untilNone } from './scheduler.ts';

/** Finds out what became of requests whose answer was lost. */
export const findOut = (context: Context, log: Logger): (() => Promise<void>) => {
  const { clock, store, twilio, producer, policy } = context;
  const deps = {
    ...store,
    clock,
    policy,
    listAtTwilio: twilio.listMessages,
    enqueue: producer.enqueue,
    decided: (message: Claim, resolution: Resolution) => logResolution(log, message, resolution),
  };
  return () => untilNone(() => resolveOverdue(deps));
};

type Claim = { id: string; attempt: number; claimedAt: Date };

const logResolution = (log: Logger, { id, attempt, claimedAt }: Claim, resolution: Resolution): void => {
  const fields = { message_id: id, attempt, resolution: resolution.kind };
  switch (resolution.kind) {
    case 'waiting':
      return log.warn(
        { ...fields, waits_for: resolution.for, since: claimedAt, detail: resolution.detail },
        'Outcome still unknown: the message waits and is not sent again',
      );
    case 'given_up':
      return log.error(
        { ...fields, since: claimedAt, detail: resolution.detail },
        'Outcome unknown for too long: message failed. Check it in the Twilio console before you retry it',
      );
    default:
      return log.info(fields, 'Lost answer looked up in the message list of Twilio');
  }
};

/** Asks about messages of which no callback told. */
export const listen = ({ clock, store, twilio, policy }: Context, log: Logger): (() => Promise<void>) => {
  const applyReportedSignal = makeApplyReportedSignal({ ...store, clock, log });
  const settleReport = (report: StatusReport) =>
    settle({ clock, settleMessage: store.settleMessage, applySenderSignal: applyReportedSignal }, report);
  const deps = {
    clock,
    takeUnheard: store.takeUnheard,
    fetchStatus: twilio.fetchStatus,
    settle: settleReport,
    afterSentMs: policy.followUpDelays.afterSentMs,
  };
  return () => untilNone(() => fetchUnheard(deps));
};

/** Fills the queues again that Redis lost, whatever they held: what is due, scheduled, or waits for another try. */
export const rebuildLostQueues = (
  { store, queueLoss, producer }: Context,
  log: Logger,
): ((signal: AbortSignal) => Promise<void>) => {
  const deps = {
    ...queueLoss,
    findSenders: store.findSenders,
    findAccepted: store.findAccepted,
    enqueueAll: producer.enqueueAll,
  };
  return async (signal) => {
    const { senders, messages } = await rebuildQueues(deps, signal);
    if (messages > 0) log.warn({ senders, messages }, 'queues were lost: every accepted message is queued again');
    else if (senders.length > 0) log.info({ senders }, 'new queues');
  };
};

/** Sends by SMS what WhatsApp did not deliver. */
export const fallBack = ({ clock, store, producer }: Context, log: Logger): (() => Promise<void>) => {
  const deps = {
    clock,
    fallBack: store.fallBack,
    enqueue: producer.enqueue,
    fellBack: ({ messageId }: { messageId: string }) =>
      log.info({ message_id: messageId }, 'goes by SMS what WhatsApp did not deliver'),
  };
  return () => untilNone(() => fallBackToSms(deps));
};
