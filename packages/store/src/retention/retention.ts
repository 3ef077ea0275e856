import type { Expiry } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { expireNext } from './expire-next.ts';
import { endTwilioErasure, putOffTwilioErasure, takeTwilioErasures } from './twilio-copies.ts';

/** How what is too old goes, here and at Twilio's. */
export const retentionMethods = (db: Kysely<Schema>) => ({
  expireNext: (expiry: Expiry) => expireNext(db, expiry),
  takeTwilioErasures: (at: Date, leaseUntil: Date, limit: number) => takeTwilioErasures(db, at, leaseUntil, limit),
  endTwilioErasure: (twilioSid: string) => endTwilioErasure(db, twilioSid),
  putOffTwilioErasure: (twilioSid: string, until: Date) => putOffTwilioErasure(db, twilioSid, until),
});
