import { briefRestMs } from '../senders/sender-signals.ts';
import { after, type Outcome, type Patience, type RetryPolicy } from '../outcome.ts';

/** Where the message stands after an outcome, as the record is to say it. At `dueAt` somebody looks at it again. */
export type Conclusion =
  | { status: 'sent'; twilioSid: string; dueAt: Date; segments?: number }
  /** `smsMayHelp`: the person cannot be reached on this channel and may be on another; `optsOut`: does not want messages on it. */
  | { status: 'failed'; errorCode?: number; errorMessage: string; smsMayHelp?: true; optsOut?: true }
  /** Back in line. `spent` is false when the attempt is given back. */
  | { status: 'accepted'; dueAt: Date; spent: boolean; errorCode?: number; errorMessage: string }
  /** Twilio may have it. It stays claimed until somebody knows. */
  | { status: 'sending'; dueAt: Date; errorMessage: string; errorCode?: number };

/** What the queue does with the job next. */
export type Disposition =
  | { kind: 'done' }
  /** Come back at this time. */
  | { kind: 'again'; at: Date }
  /** Come back in front of all others, and let the whole sender rest for so long; 0 is not at all. */
  | { kind: 'rest'; forMs: number };

export type ConcludePolicy = { retry: RetryPolicy; patience: Patience };

const defaultRestMs = 1_000;
/** So long every worker needs at most to read in the record what holds a sender back. */
const untilReadMs = 5_000;

/** From what became of a request to what the record says of the message and what the queue does with its job. */
export const conclude = (
  outcome: Outcome,
  attempt: number,
  at: Date,
  { retry, patience }: ConcludePolicy,
): { conclusion: Conclusion; disposition: Disposition } => {
  switch (outcome.kind) {
    case 'submitted': {
      const { sid, segments } = outcome;
      return {
        conclusion: {
          status: 'sent',
          twilioSid: sid,
          dueAt: after(at, patience.afterSentMs),
          ...(segments !== undefined && { segments }),
        },
        disposition: { kind: 'done' },
      };
    }
    case 'rejected':
      return {
        conclusion: {
          status: 'failed',
          ...errorOf(outcome),
          ...(outcome.smsMayHelp && { smsMayHelp: true }),
          ...(outcome.optsOut && { optsOut: true }),
        },
        disposition: { kind: 'done' },
      };
    case 'throttled': {
      const asked = outcome.retryAfterMs ?? defaultRestMs;
      // A longer rest is kept in the record, where it can be seen and ended.
      const forMs = asked > briefRestMs ? untilReadMs : asked;
      const dueAt = after(at, forMs);
      return {
        conclusion: { status: 'accepted', dueAt, spent: false, ...errorOf(outcome) },
        disposition: { kind: 'rest', forMs },
      };
    }
    case 'stopped': {
      const dueAt = after(at, untilReadMs);
      return {
        conclusion: { status: 'accepted', dueAt, spent: false, ...errorOf(outcome) },
        disposition: { kind: 'again', at: dueAt },
      };
    }
    case 'unsent': {
      const spent = !outcome.outage;
      if (spent && attempt >= retry.maxAttempts)
        return { conclusion: { status: 'failed', ...errorOf(outcome) }, disposition: { kind: 'done' } };
      const dueAt = after(at, retry.delayAfter(attempt));
      return {
        conclusion: { status: 'accepted', dueAt, spent, ...errorOf(outcome) },
        disposition: { kind: 'again', at: dueAt },
      };
    }
    case 'unknown':
      return {
        conclusion: { status: 'sending', dueAt: after(at, patience.afterUnknownMs), ...errorOf(outcome) },
        disposition: { kind: 'done' },
      };
  }
};

const errorOf = ({ code, message }: { code?: number; message: string }) => ({
  ...(code !== undefined && { errorCode: code }),
  errorMessage: message,
});
