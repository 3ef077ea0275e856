/** Numbers that decide at the claim whether a message leaves now. */
export const claimRules = {
  /** Seconds between two marketing messages to one person: WhatsApp's rate for a pair of numbers. */
  pairSeconds: 6,
  /** Times of marketing messages that are kept for each person. A frequency cap counts no more than these. */
  keptTimes: 100,
  /**
   * Seconds after which a message that waits for its sender's daily limit is claimed again: at least and at most. The limit
   * may be raised at any time.
   */
  limitWaitSeconds: { least: 60, most: 600 },
} as const;

/** The error that is recorded for free text outside WhatsApp's 24 hours, as if the provider had refused it. */
export type ServiceWindowError = { code: number; message: string };

/** The reason of such a message. */
export const outsideServiceWindow = 'outside_service_window';
