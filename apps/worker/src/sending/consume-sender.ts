import { applySenderSignal, type DeliverDeps, type OutcomeKind, type SenderSignalDeps } from '@recado/messaging';
import type { Consumer as QueueConsumer } from '@recado/queue';
import { traceTwilioRequest } from '@recado/runtime';
import type { Logger } from 'pino';
import { makeDeliverJob, rateLimited, signalAware } from './deliver-job.ts';
import { detectOutage } from './outage-detector.ts';
import { makePauseReasons, type Consumer } from './supervise-senders.ts';

type Deps = Omit<DeliverDeps, 'send'> &
  SenderSignalDeps & {
    queue: QueueConsumer;
    requestTwilio: DeliverDeps['send'];
    /** Gets the outcome of each request to Twilio, and how many seconds it took. */
    sent: (senderId: string, outcome: OutcomeKind, seconds: number) => void;
    senderStarted: (senderId: string) => void;
    sliceMissed: (senderId: string) => void;
    /** Returns whether each step of a message is logged. */
    isSampled: (messageId: string) => boolean;
    renewClaim: (messageId: string, leaseMs: number) => Promise<void>;
    /** Reads the senders, if this process does not know their state of this moment. */
    beforeClaim: () => Promise<void> | undefined;
    /** Nothing is claimed by a process whose clock is wrong. */
    isClockRight: () => boolean;
    writeOutage: Parameters<typeof detectOutage>[0]['writeOutage'];
    /** Limits the requests to Twilio that are out at the same time. */
    concurrency: number;
    /** Jobs in hand get this long to end when the worker stops. */
    drainMs: number;
    log: Logger;
  };

/** While requests are out, other messages are being claimed and recorded; else requests would wait for these. */
const inFlightPerRequest = 3;

const clockPauseMs = 1_000;

/** Takes a sender's jobs from its queue while its record and the connection to Twilio allow it. */
export const makeConsume =
  (deps: Deps) =>
  ({ id, mps }: { id: string; mps: number }): Consumer => {
    const { log } = deps;
    deps.senderStarted(id);
    const connectivity = detectOutage({
      ...deps,
      senderId: id,
      pauseFor: (ms) => void pauseReasons.pauseFor('outage', ms),
    });
    // Read from the inside out: the time covers the request alone, and a request waits for its slot before all of it.
    const tracedRequest: DeliverDeps['send'] = (submission) => traceTwilioRequest(() => deps.requestTwilio(submission));
    const measuredRequest = measured(tracedRequest, (kind, seconds) => deps.sent(id, kind, seconds));
    const limitedRequest = rateLimited(connectivity.outageAware(measuredRequest), {
      atOnce: deps.concurrency,
      clock: deps.clock,
    });
    const sendClaimed = signalAware(limitedRequest, {
      ...deps,
      sliceMissed: () => deps.sliceMissed(id),
      applySenderSignal: (sentAt, signal) => applySenderSignal(deps, { senderId: id, sentAt }, signal),
    });
    const canSend = () => {
      if (pauseReasons.isPausedFor('record')) return false;
      if (deps.isClockRight()) return connectivity.canSend();
      void pauseReasons.pauseFor('clock', clockPauseMs);
      return false;
    };
    const handle = makeDeliverJob({ ...deps, canSend, sendClaimed }, log);
    const concurrency = inFlightPerRequest * deps.concurrency;
    const consumption = deps.queue.consume({ sender: { id, mps }, concurrency, handle });
    const pauseReasons = makePauseReasons(consumption);
    return {
      setRate: consumption.setRate,
      pause: () => pauseReasons.addPause('record'),
      resume: () => pauseReasons.removePause('record'),
      close: async () => {
        pauseReasons[Symbol.dispose]();
        const ended = await consumption.close({ deadlineMs: deps.drainMs });
        if (!ended)
          log.warn({ sender: id }, 'Stopped with requests to Twilio in flight; their outcomes will be resolved later');
      },
    };
  };

/** Reports the outcome of a request and how many seconds it took. */
const measured =
  (request: DeliverDeps['send'], report: (outcome: OutcomeKind, seconds: number) => void): DeliverDeps['send'] =>
  async (submission) => {
    const began = performance.now();
    const outcome = await request(submission);
    report(outcome.kind, (performance.now() - began) / 1_000);
    return outcome;
  };
