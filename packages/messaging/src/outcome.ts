/** A request to Twilio has exactly one of these outcomes, also after a network error. */
export type Outcome =
  | { kind: 'submitted'; sid: string; segments?: number }
  /** It is final: Twilio refused it, and would again. */
  | { kind: 'rejected'; code?: number; message: string; smsMayHelp?: true; optsOut?: true }
  /** Not taken because of a rate or a limit; nothing is wrong with the message. */
  | { kind: 'throttled'; code?: number; message: string; retryAfterMs?: number }
  /** Twilio refuses the sender or the whole account until someone fixes the cause; the message itself is correct. */
  | { kind: 'stopped'; code?: number; message: string; remedy: string }
  /**
   * The request did not reach Twilio, or Twilio said that it did nothing with it. Safe to repeat. `outage`: nothing reaches
   * Twilio now. `isForeign`: something else answered, perhaps because of this message alone.
   */
  | { kind: 'unsent'; code?: number; message: string; outage?: true; isForeign?: true }
  /** Twilio may have it. Never safe to repeat without asking first. */
  | { kind: 'unknown'; code?: number; message: string };

export type OutcomeKind = Outcome['kind'];

/** The rules for retries when nothing was sent. */
export type RetryPolicy = {
  /** Requests to Twilio per message, the first included. */
  maxAttempts: number;
  /** Milliseconds to wait after attempt number `attempt` (from 1). */
  delayAfter: (attempt: number) => number;
};

/** Milliseconds without news of a message after which it is checked. */
export type FollowUpDelays = {
  /** For a claimed message: longer than a request may take, so its worker must be dead. */
  afterClaimMs: number;
  /** For an unknown outcome: Twilio's list takes this long to show a message. */
  afterUnknownMs: number;
  /** For a message at Twilio: callbacks arrive within this time, or are lost. */
  afterSentMs: number;
};

export const addMs = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
