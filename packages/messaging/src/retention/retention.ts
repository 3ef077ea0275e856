import type { RetentionDays, TwilioCopy } from '@recado/contract';

/** What is kept for a time of its own. */
export type Kept = keyof RetentionDays;

/** What holds until somebody says for how long: nothing goes by surprise. */
export const keepsAll: RetentionDays = { content: null, numbers: null, events: null, inbound: null, audit: null };

/** What is to go next of a kind: at most `limit` of those from before `before`. */
export type Expiry = { kind: Kept; before: Date; at: Date; limit: number };

/** A message that Twilio has, of which the text or all is to go there. */
export type TwilioErasure = { twilioSid: string; way: Exclude<TwilioCopy, 'keep'>; attempts: number };
