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
