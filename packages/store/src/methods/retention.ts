import type { Expiry } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { expireNext } from '../retention/expire-next.ts';
import { endTwilioErasure, putOffTwilioErasure, takeTwilioErasures } from '../retention/twilio-erasures.ts';
import type { Schema } from '../schema.ts';

/** How what is too old goes, here and at Twilio's. */
export const retentionMethods = (db: Kysely<Schema>) => ({
  expireNext: (expiry: Expiry) => expireNext(db, expiry),
  takeTwilioErasures: (at: Date, leaseUntil: Date, limit: number) => takeTwilioErasures(db, at, leaseUntil, limit),
  endTwilioErasure: (twilioSid: string) => endTwilioErasure(db, twilioSid),
  putOffTwilioErasure: (twilioSid: string, until: Date) => putOffTwilioErasure(db, twilioSid, until),
});
