/** How often and how fast a message is tried again when nothing was sent. */
export type RetryPolicy = {
  /** Requests to Twilio per message, the first included. */
  maxAttempts: number;
  /** Milliseconds to wait after attempt number `attempt` (from 1). */
  delayAfter: (attempt: number) => number;
};
