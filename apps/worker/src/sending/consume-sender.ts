import { heed, type DeliverDeps, type HeedDeps, type OutcomeKind } from '@recado/messaging';
import type { Consumer as QueueConsumer } from '@recado/queue';
import type { Logger } from 'pino';
import { makeDeliverJob } from './deliver-job.ts';
import { limitSends } from './limit-requests.ts';
import { watchWay } from './outage-detector.ts';
import { makeHolds, type Consumer } from './supervise-senders.ts';

type Deps = Omit<DeliverDeps, 'send'> &
  HeedDeps & {
    queue: QueueConsumer;
    send: DeliverDeps['send'];
    /** Is told of each request to Twilio what became of it, and in how many seconds. */
    sent: (senderId: string, outcome: OutcomeKind, seconds: number) => void;
    renewClaim: (messageId: string, leaseMs: number) => Promise<void>;
    /** Nothing is claimed by a process whose clock is wrong. */
    isClockRight: () => boolean;
    noteOutage: Parameters<typeof watchWay>[0]['noteOutage'];
    /** Requests to Twilio out at the same time. */
    concurrency: number;
    /** Jobs in hand get this long to end when the worker stops. */
    drainMs: number;
    log: Logger;
  };

/** While requests are out, other messages are being claimed and recorded; else requests would wait for these. */
const inHandPerRequest = 2;

const clockHoldMs = 1_000;

/** Takes a sender's jobs from its queue while its record and the way to Twilio allow it. */
export const makeConsume =
  (deps: Deps) =>
  ({ id, mps }: { id: string; mps: number }): Consumer => {
    const { log } = deps;
    const send: DeliverDeps['send'] = async (submission) => {
      const began = performance.now();
      const outcome = await deps.send(submission);
      deps.sent(id, outcome.kind, (performance.now() - began) / 1_000);
      return outcome;
    };
    const way = watchWay({ ...deps, send, senderId: id, holdFor: (ms) => void holds.holdFor('outage', ms) });
    const handle = makeDeliverJob(
      {
        ...deps,
        admit: () => {
          if (deps.isClockRight()) return way.admit();
          void holds.holdFor('clock', clockHoldMs);
          return false;
        },
        send: limitSends(way.send, { atOnce: deps.concurrency, clock: deps.clock }),
        heed: (sentAt, sign) => heed(deps, { senderId: id, sentAt }, sign),
      },
      log,
    );
    const concurrency = inHandPerRequest * deps.concurrency;
    const consumption = deps.queue.consume({ sender: { id, mps }, concurrency, handle });
    const holds = makeHolds(consumption);
    return {
      setRate: consumption.setRate,
      pause: () => holds.hold('record'),
      resume: () => holds.release('record'),
      close: async () => {
        holds[Symbol.dispose]();
        const ended = await consumption.close({ deadlineMs: deps.drainMs });
        if (!ended)
          log.warn({ sender: id }, 'stopped while requests to Twilio were still out: they are resolved later');
      },
    };
  };
