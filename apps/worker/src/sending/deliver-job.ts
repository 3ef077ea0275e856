import {
  deliver,
  type Claimed,
  senderSignalOf,
  type DeliverDeps,
  type JobAction,
  type Outcome,
  type Recording,
  type SenderSignal,
  type Submission,
} from '@recado/messaging';
import type { Handle, SendSlot } from '@recado/queue';
import { describeOutcome, inSpan, makeSemaphore, startProcessSpan, type Span } from '@recado/runtime';
import type { Logger } from 'pino';

type Deps = Omit<DeliverDeps, 'send'> & {
  sendClaimed: (submission: Submission, sendSlot: SendSlot) => Promise<Outcome>;
  /** Reads the senders, if this process does not know their state of this moment. */
  beforeClaim: () => Promise<void> | undefined;
  /** Returns whether a message may be claimed now. */
  canSend: () => boolean;
  /** Returns whether each step of a message is logged. */
  isSampled: (messageId: string) => boolean;
};

/** The job of one message: claim, send, record; every outcome is in the log by id. */
export const makeDeliverJob = (deps: Deps, logger: Logger): Handle => {
  // Only these: the other members of `deps` are many, and would be copied for each message.
  const { clock, policy } = deps;
  const record = async (recording: Recording) => {
    await deps.record(recording);
    log(logger, recording, deps.isSampled(recording.messageId));
  };

  const claim: DeliverDeps['claim'] = async (messageId, lease) => {
    const claimed = await deps.claim(messageId, lease);
    if (claimed.kind !== 'claimed')
      logger.debug({ message_id: messageId, claim: claimed.kind }, 'Message not claimed: see the field claim');
    return claimed;
  };

  return async (messageId, sendSlot) => {
    await deps.beforeClaim();
    if (!deps.canSend()) return backToTheFront;
    return traced(
      { clock, policy, claim, record, send: (submission) => deps.sendClaimed(submission, sendSlot) },
      messageId,
    );
  };
};

/** Delivers a message, in a span if the one that created the message was sampled. */
const traced = async (deps: DeliverDeps, messageId: string): Promise<JobAction> => {
  let span: Span | undefined;
  const claim: DeliverDeps['claim'] = async (id, lease) => {
    const claimedAt = new Date();
    const claimed = await deps.claim(id, lease);
    if (claimed.kind === 'claimed') span = spanOf(claimed.message, claimedAt);
    return claimed;
  };
  const record: DeliverDeps['record'] = (recording) => {
    if (span && recording.outcome) describeOutcome(span, recording.outcome);
    return inSpan(span, () => deps.record(recording));
  };
  const send: DeliverDeps['send'] = (submission) => inSpan(span, () => deps.send(submission));
  try {
    return await deliver({ ...deps, claim, send, record }, messageId);
  } finally {
    span?.end();
  }
};

const spanOf = ({ trace, id, sender, attempt }: Claimed, claimedAt: Date): Span | undefined =>
  trace && startProcessSpan(trace, { messageId: id, senderId: sender.id, attempt, claimedAt });

type SignalDeps = Pick<DeliverDeps, 'clock' | 'policy'> & {
  /** Extends the lease of a claim. */
  renewClaim: (messageId: string, leaseMs: number) => Promise<void>;
  /** False once this process's clock jumped: it may have been suspended since the claim. */
  isClockRight: () => boolean;
  /** Applies the signal in Twilio's answer to a request that went out at `sentAt`. */
  applySenderSignal: (sentAt: Date, signal: SenderSignal) => Promise<void>;
  /** Called for a request that missed its slice of the rate. */
  sliceMissed: () => void;
  log: Logger;
};

/**
 * Keeps the claim while the request is in flight, and applies the answer's sender signal before the outcome is
 * recorded.
 */
export const signalAware =
  (request: RateLimitedRequest, deps: SignalDeps): Deps['sendClaimed'] =>
  async (submission, sendSlot) => {
    const sentAt = deps.clock();
    if (!deps.isClockRight()) return suspended;
    const stopRenewing = renewInFlight(deps, submission.messageId);
    const outcome = await request(submission, sendSlot).finally(stopRenewing);
    if (outcome === 'late') {
      deps.sliceMissed();
      return late;
    }
    const signal = senderSignalOf(outcome);
    // The outcome counts, whether or not the sender's record can be reached.
    if (signal)
      await deps
        .applySenderSignal(sentAt, signal)
        .catch((error: unknown) =>
          deps.log.warn(
            { err: error, sign: signal },
            'Could not apply the rate limit or account error of Twilio to the sender',
          ),
        );
    return outcome;
  };

const describe = ({ messageId, attempt, outcome, statusUpdate }: Recording) => ({
  message_id: messageId,
  attempt,
  outcome: outcome?.kind,
  status: statusUpdate.status,
  ...(outcome && 'code' in outcome && { error_code: outcome.code }),
});

const log = (logger: Logger, recording: Recording, isSampled: boolean) => {
  const fields = describe(recording);
  switch (recording.outcome?.kind) {
    case 'submitted':
      return logger[isSampled ? 'info' : 'debug'](fields, 'Message sent');
    case 'unknown':
      return logger.warn(
        fields,
        'Outcome unknown: Twilio may have accepted the message. It stays in sending until a callback or the message list of Twilio settles it',
      );
    default:
      return logger.info(fields, 'Message not sent: see the fields outcome and error_code');
  }
};

/** Too late for the window of the rate in which it was taken. No attempt is spent, and the sender stays as fast as it is. */
const late: Outcome = {
  kind: 'throttled',
  retryAfterMs: 0,
  message: 'The worker was delayed. The message goes back to the queue; no attempt is counted',
};

const suspended: Outcome = {
  kind: 'unsent',
  message: 'The clock of the worker jumped between the claim and the request',
};

/** A lease is renewed three times before it would end, so that one renewal may fail. */
const renewalsPerLease = 3;

/** Keeps a claim for this worker while its request is in flight, however long Twilio takes. */
const renewInFlight = ({ renewClaim, policy, log: logger }: SignalDeps, messageId: string): (() => void) => {
  const { afterClaimMs } = policy.followUpDelays;
  const renew = () => {
    renewClaim(messageId, afterClaimMs).catch((error: unknown) =>
      logger.warn(
        { err: error, message_id: messageId },
        'Could not renew the lease of a claim; it will be tried again',
      ),
    );
  };
  const timer = setInterval(renew, afterClaimMs / renewalsPerLease);
  return () => clearInterval(timer);
};

const backToTheFront: JobAction = { kind: 'pause', forMs: 0 };

/** `late`: it did not go, because its time had passed. */
type RateLimitedRequest = (submission: Submission, sendSlot: SendSlot) => Promise<Outcome | 'late'>;

type Options = {
  /** Limits the requests that are out at the same time. */
  atOnce: number;
  clock: () => Date;
  /** This process's own time, in milliseconds. It jumps when the machine was suspended, and nothing else may show that yet. */
  ownTime?: () => number;
};

/** Until this long after its claim no other worker touches a message. */
const longestWaitMs = 5_000;
/** A slot comes within a second. */
const longestWithSlotMs = longestWaitMs + 1_000;

/**
 * Lets at most `atOnce` requests be in flight; others wait. So one can always be sent while others are being claimed or
 * recorded. A request that has waited too long is not sent, because its claim may have ended.
 */
export const rateLimited = (
  request: DeliverDeps['send'],
  { atOnce, clock, ownTime = Date.now }: Options,
): RateLimitedRequest => {
  const enter = makeSemaphore(atOnce);
  return async (submission, sendSlot) => {
    const beganAt = ownTime();
    await sendSlot.waitUntilDue();
    const readyAt = clock().getTime();
    const leave = await enter();
    try {
      if (clock().getTime() - readyAt > longestWaitMs)
        return { kind: 'unsent', message: 'the requests before it took too long' };
      if (ownTime() - beganAt > longestWithSlotMs) return suspended;
      return sendSlot.isOnTime() ? await request(submission) : 'late';
    } finally {
      leave();
    }
  };
};
