/** How long nothing may be heard of a message before somebody looks after it, in milliseconds. */
export type Patience = {
  /** Of one that was claimed: a request's whole time and then some, or its worker is dead. */
  afterClaimMs: number;
  /** Of one whose outcome is unknown: Twilio's list needs its time to show what was taken. */
  afterUnknownMs: number;
  /** Of one that Twilio has: its callbacks come in this time, or were lost. */
  afterSentMs: number;
};

export const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
