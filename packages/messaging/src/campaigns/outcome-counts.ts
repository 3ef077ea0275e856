/** Why a campaign is paused, with the figures that show it. */
export type CampaignAlarm = { reason: string; detail: Record<string, number> };

/** Counts a campaign's messages by outcome, without its fallback SMS. */
export type OutcomeCounts = {
  /** Twilio took it, or it failed. */
  tried: number;
  /** Delivered, read, failed or undelivered. */
  ended: number;
  /** Failed or undelivered. */
  failed: number;
  delivered: number;
  /** People who opted out in answer. */
  optedOut: number;
  /** Counts the fallback SMS of some of those messages. */
  fallbacks: number;
  failedFallbacks: number;
  /** Counts the failed messages by Twilio's error code. */
  codes: Record<string, number>;
};

export const zeroCounts: OutcomeCounts = {
  tried: 0,
  ended: 0,
  failed: 0,
  delivered: 0,
  optedOut: 0,
  fallbacks: 0,
  failedFallbacks: 0,
  codes: {},
};

const combine =
  (combined: (a: number, b: number) => number) =>
  (a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts => {
    const names = [...new Set([...Object.keys(a.codes), ...Object.keys(b.codes)])];
    return {
      tried: combined(a.tried, b.tried),
      ended: combined(a.ended, b.ended),
      failed: combined(a.failed, b.failed),
      delivered: combined(a.delivered, b.delivered),
      optedOut: combined(a.optedOut, b.optedOut),
      fallbacks: combined(a.fallbacks, b.fallbacks),
      failedFallbacks: combined(a.failedFallbacks, b.failedFallbacks),
      codes: Object.fromEntries(names.map((name) => [name, combined(a.codes[name] ?? 0, b.codes[name] ?? 0)])),
    };
  };

/** Returns the difference between two tallies. */
export const since = combine((now, base) => now - base);

/** A retry takes failures back: the lesser of each. */
export const lesser = combine(Math.min);
