/**
 * Milliseconds. A request that Twilio accepts late is accepted and listed 2.5 s after it was sent, and looked up 6.5 s
 * after. The difference allows for a machine so busy that its timers run late. The promise depends on RESOLVE_GRACE_MS
 * being long enough.
 */
export const shortTimeouts = {
  TWILIO_TIMEOUT_MS: '1500',
  RESOLVE_GRACE_MS: '5000',
  UPKEEP_INTERVAL_MS: '500',
  CALLBACK_PATIENCE_MS: '3000',
  OUTCOME_UNKNOWN_AFTER_MS: '60000',
};

/** The faults of Twilio: shares of the create calls, of the list calls and of the callbacks. */
export const twilioFaults = {
  refuse: 0.005,
  reset_before: 0.02,
  reset_after: 0.02,
  hang_before: 0.01,
  hang_after: 0.01,
  '500_before': 0.02,
  '500_after': 0.02,
  '502_before': 0.01,
  '502_after': 0.01,
  '503': 0.01,
  broken_201: 0.01,
  cut_201: 0.01,
  repeated_sid: 0.02,
  '429': 0.002,
  '429_retry_after': 0.001,
  slow: 0.01,
  list_500: 0.05,
  list_reset: 0.05,
  callback_lost: 0.15,
  callback_doubled: 0.1,
  callback_disordered: 0.1,
  callback_late: 0.05,
  slow_ms: 2_000,
  list_lag_ms: 500,
  callback_late_ms: 4_000,
};
