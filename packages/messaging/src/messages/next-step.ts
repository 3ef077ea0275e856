import { briefHoldMs } from '../senders/sender-signals.ts';
import { addMs, type Outcome, type FollowUpDelays, type RetryPolicy } from '../outcome.ts';

/** The status that is stored after an outcome. At `dueAt` a task looks at the message again. */
export type StatusUpdate =
  | { status: 'sent'; twilioSid: string; dueAt: Date; segments?: number }
  /** `smsMayHelp`: the person cannot be reached on this channel and may be on another; `optsOut`: does not want messages on it. */
  | { status: 'failed'; errorCode?: number; errorMessage: string; smsMayHelp?: true; optsOut?: true }
  /** Back in line. `spent` is false when the attempt is given back. */
  | { status: 'accepted'; dueAt: Date; spent: boolean; errorCode?: number; errorMessage: string }
  /** Twilio may have the message. It stays claimed until its outcome is known. */
  | { status: 'sending'; dueAt: Date; errorMessage: string; errorCode?: number };

/** Says what the queue does next with the job. */
export type JobAction =
  | { kind: 'done' }
  /** Come back at this time. */
  | { kind: 'again'; at: Date }
  /** Come back in front of all others, and pause the whole queue of the sender for so long; 0 is not at all. */
  | { kind: 'pause'; forMs: number };

export type NextStepPolicy = { retry: RetryPolicy; followUpDelays: FollowUpDelays };

const defaultPauseMs = 1_000;
/** So long every worker needs at most to read in the record what holds a sender back. */
const untilReadMs = 5_000;

/** Maps the outcome of a request to the status to store and to the action of the queue. */
export const nextStep = (
  outcome: Outcome,
  attempt: number,
  at: Date,
  { retry, followUpDelays }: NextStepPolicy,
): { statusUpdate: StatusUpdate; jobAction: JobAction } => {
  switch (outcome.kind) {
    case 'submitted': {
      const { sid, segments } = outcome;
      return {
        statusUpdate: {
          status: 'sent',
          twilioSid: sid,
          dueAt: addMs(at, followUpDelays.afterSentMs),
          ...(segments !== undefined && { segments }),
        },
        jobAction: { kind: 'done' },
      };
    }
    case 'rejected':
      return {
        statusUpdate: {
          status: 'failed',
          ...errorOf(outcome),
          ...(outcome.smsMayHelp && { smsMayHelp: true }),
          ...(outcome.optsOut && { optsOut: true }),
        },
        jobAction: { kind: 'done' },
      };
    case 'throttled': {
      const requestedMs = outcome.retryAfterMs ?? defaultPauseMs;
      // A longer hold is stored, where an operator can see and end it.
      const forMs = requestedMs > briefHoldMs ? untilReadMs : requestedMs;
      const dueAt = addMs(at, forMs);
      return {
        statusUpdate: { status: 'accepted', dueAt, spent: false, ...errorOf(outcome) },
        jobAction: { kind: 'pause', forMs },
      };
    }
    case 'stopped': {
      const dueAt = addMs(at, untilReadMs);
      return {
        statusUpdate: { status: 'accepted', dueAt, spent: false, ...errorOf(outcome) },
        jobAction: { kind: 'again', at: dueAt },
      };
    }
    case 'unsent': {
      // Without a code of Twilio's, nothing speaks against the message: it waits, however long the outage lasts.
      const isRefused = outcome.code !== undefined;
      const isLast = attempt >= retry.maxAttempts;
      const spent = !outcome.outage && (isRefused || !isLast);
      if (isRefused && isLast && spent)
        return { statusUpdate: { status: 'failed', ...errorOf(outcome) }, jobAction: { kind: 'done' } };
      const dueAt = addMs(at, retry.delayAfter(attempt));
      return {
        statusUpdate: { status: 'accepted', dueAt, spent, ...errorOf(outcome) },
        jobAction: { kind: 'again', at: dueAt },
      };
    }
    case 'unknown':
      return {
        statusUpdate: { status: 'sending', dueAt: addMs(at, followUpDelays.afterUnknownMs), ...errorOf(outcome) },
        jobAction: { kind: 'done' },
      };
  }
};

const errorOf = ({ code, message }: { code?: number; message: string }) => ({
  ...(code !== undefined && { errorCode: code }),
  errorMessage: message,
});
