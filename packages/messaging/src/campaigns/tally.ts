/** How many messages of a campaign came to what, its SMS fallbacks apart. */
export type CampaignTally = {
  /** With Twilio, and nothing heard since. */
  sent: number;
  /** Delivered or read. */
  reached: number;
  /** Failed or undelivered. */
  failed: number;
  /** The SMS that stood in for some of those. */
  fallbacks: number;
  failedFallbacks: number;
  /** Of all that failed, by Twilio's code. */
  codes: Record<string, number>;
};

export const emptyTally: CampaignTally = {
  sent: 0,
  reached: 0,
  failed: 0,
  fallbacks: 0,
  failedFallbacks: 0,
  codes: {},
};
