/** What became of one request to Twilio: exactly one of these, whatever happened on the wire. */
export type Outcome =
  | { kind: 'submitted'; sid: string; segments?: number }
  /** Final: Twilio refused it, and would again. */
  | { kind: 'rejected'; code?: number; message: string; smsMayHelp?: true; optsOut?: true }
  /** Not taken because of a rate or a limit; nothing is wrong with the message. */
  | { kind: 'throttled'; code?: number; message: string; retryAfterMs?: number }
  /** Twilio refuses the sender or the whole account until somebody has looked after it; nothing is wrong with the message. */
  | { kind: 'stopped'; code?: number; message: string; remedy: string }
  /** The request did not reach Twilio, or Twilio said that it did nothing with it. Safe to repeat. `outage`: nothing reaches Twilio now. */
  | { kind: 'unsent'; code?: number; message: string; outage?: true }
  /** Twilio may have it. Never safe to repeat without asking first. */
  | { kind: 'unknown'; code?: number; message: string };

export type OutcomeKind = Outcome['kind'];

/** How often and how fast a message is tried again when nothing was sent. */
export type RetryPolicy = {
  /** Requests to Twilio per message, the first included. */
  maxAttempts: number;
  /** Milliseconds to wait after attempt number `attempt` (from 1). */
  delayAfter: (attempt: number) => number;
};

/** How long nothing may be heard of a message before somebody looks after it, in milliseconds. */
export type FollowUpDelays = {
  /** Of one that was claimed: a request's whole time and then some, or its worker is dead. */
  afterClaimMs: number;
  /** Of one whose outcome is unknown: Twilio's list needs its time to show what was taken. */
  afterUnknownMs: number;
  /** Of one that Twilio has: its callbacks come in this time, or were lost. */
  afterSentMs: number;
};

export const addMs = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
