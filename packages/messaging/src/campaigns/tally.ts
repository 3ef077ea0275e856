/** How many messages of a campaign came to what, its SMS fallbacks apart. */
export type CampaignTally = {
  /** Twilio took it, or it failed. */
  tried: number;
  /** Delivered, read, failed or undelivered. */
  ended: number;
  /** Failed or undelivered. */
  failed: number;
  /** The SMS that stood in for some of those. */
  fallbacks: number;
  failedFallbacks: number;
  /** Of all that failed, by Twilio's code. */
  codes: Record<string, number>;
};

export const emptyTally: CampaignTally = {
  tried: 0,
  ended: 0,
  failed: 0,
  fallbacks: 0,
  failedFallbacks: 0,
  codes: {},
};

const combine =
  (combined: (a: number, b: number) => number) =>
  (a: CampaignTally, b: CampaignTally): CampaignTally => {
    const names = [...new Set([...Object.keys(a.codes), ...Object.keys(b.codes)])];
    return {
      tried: combined(a.tried, b.tried),
      ended: combined(a.ended, b.ended),
      failed: combined(a.failed, b.failed),
      fallbacks: combined(a.fallbacks, b.fallbacks),
      failedFallbacks: combined(a.failedFallbacks, b.failedFallbacks),
      codes: Object.fromEntries(names.map((name) => [name, combined(a.codes[name] ?? 0, b.codes[name] ?? 0)])),
    };
  };

/** What came in addition. */
export const since = combine((now, base) => now - base);

/** A retry takes failures back: the lesser of each. */
export const lesser = combine(Math.min);
