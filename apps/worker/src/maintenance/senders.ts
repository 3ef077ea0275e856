import { catchUpInbound, readQualities as takeQualities, type MarketingPauseChange } from '@recado/messaging';
import { isCredentialsReason } from '@recado/twilio';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import { logFailureOnce, type TaskRun } from './scheduler.ts';

type Deps = Pick<Context, 'clock'> & {
  store: Pick<Context['store'], 'resumeSender'>;
  twilio: Pick<Context['twilio'], 'checkCredentials'>;
  supervisor: Pick<Context['supervisor'], 'known'>;
};

const askTwilioEveryMs = 5_000;

/**
 * Ends the pause of senders whose credentials Twilio refused, once it accepts those of this process. In a rolling restart
 * an old worker pauses the senders of all.
 */
export const resumeAfterCredentials = (
  { clock, store, twilio, supervisor }: Deps,
  log: Logger,
): (() => Promise<void>) => {
  let askedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const paused = supervisor
      .known()
      .flatMap(({ id, paused: isPaused, pausedReason }) =>
        isPaused && pausedReason && isCredentialsReason(pausedReason) ? [{ id, pausedReason }] : [],
      );
    if (!paused.length || performance.now() - askedAt < askTwilioEveryMs) return;
    askedAt = performance.now();
    if (!(await areAccepted(twilio))) return;
    for (const { id, pausedReason } of paused)
      if (await store.resumeSender(id, pausedReason, clock()))
        log.info({ sender: id }, 'Sender resumed: Twilio accepts the credentials');
  };
};

const areAccepted = (twilio: Deps['twilio']): Promise<boolean> =>
  twilio.checkCredentials().then(
    () => true,
    () => false,
  );

/** Takes in what people sent while no API answered Twilio. */
export const readInbound = ({ clock, store, twilio, producer }: Context, log: Logger): TaskRun => {
  const deps = {
    ...store,
    clock,
    log,
    listInboundAtTwilio: twilio.listInbound,
    enqueueSoon: producer.enqueueSoon,
  };
  return (signal, works) => catchUpInbound(deps, signal, works);
};

/** Reads how WhatsApp rates the senders, and pauses or resumes their marketing. */
export const readQualities = ({ clock, store, twilio }: Context, log: Logger): (() => Promise<void>) => {
  const pauseChanged = ({ senderId: sender, by }: MarketingPauseChange) =>
    by === undefined
      ? log.info({ sender }, 'Marketing resumed: the quality rating of WhatsApp is better')
      : log.warn(
          { sender, reason: 'low_quality', by },
          'Marketing paused: WhatsApp rates the quality of the sender in the field by as low. Other messages are sent',
        );
  const deps = { ...store, clock, fetchQualities: twilio.fetchQualities, pauseChanged };
  return logFailureOnce(log, 'the quality ratings of the senders', () => takeQualities(deps));
};
