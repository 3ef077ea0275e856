import { fetchUnheard, makeHeedReport, resolveOverdue, settle, type StatusReport } from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import { untilNone } from '../jobs/until-none.ts';

/** Finds out what became of requests whose answer was lost. */
export const findOut = (context: Context, log: Logger): (() => Promise<void>) => {
  const { clock, store, twilio, producer, policy } = context;
  const deps = {
    ...store,
    clock,
    policy,
    listAtTwilio: twilio.listMessages,
    enqueue: producer.enqueue,
    decided: ({ id, attempt }: { id: string; attempt: number }, resolution: { kind: string }) =>
      log.info({ message_id: id, attempt, resolution: resolution.kind }, 'asked Twilio about a lost answer'),
  };
  return () => untilNone(() => resolveOverdue(deps));
};

/** Asks about messages of which no callback told. */
export const listen = ({ clock, store, twilio, policy }: Context, log: Logger): (() => Promise<void>) => {
  const heedReport = makeHeedReport({ ...store, clock, log });
  const settleReport = (report: StatusReport) =>
    settle({ clock, settleMessage: store.settleMessage, heed: heedReport }, report);
  const deps = {
    clock,
    takeUnheard: store.takeUnheard,
    fetchStatus: twilio.fetchStatus,
    settle: settleReport,
    afterSentMs: policy.patience.afterSentMs,
  };
  return () => untilNone(() => fetchUnheard(deps));
};
