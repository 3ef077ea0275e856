import type { TwilioErasure } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** Takes up to `limit` of what is due, the longest first. Until `leaseUntil` no other worker does. */
export const takeTwilioErasures = async (
  db: Kysely<Schema>,
  at: Date,
  leaseUntil: Date,
  limit: number,
): Promise<TwilioErasure[]> => {
  const { rows } = await sql<TwilioErasure>`
    update twilio_erasures set attempts = attempts + 1, due_at = ${leaseUntil}
    where twilio_sid in (
      select twilio_sid from twilio_erasures where due_at <= ${at}
      order by due_at limit ${limit}
      for update skip locked
    )
    returning twilio_sid as "twilioSid", way, attempts`.execute(db);
  return rows;
};

export const endTwilioErasure = async (db: Kysely<Schema>, twilioSid: string): Promise<void> => {
  await db.deleteFrom('twilio_erasures').where('twilio_sid', '=', twilioSid).execute();
};

export const putOffTwilioErasure = async (db: Kysely<Schema>, twilioSid: string, until: Date): Promise<void> => {
  await db.updateTable('twilio_erasures').set({ due_at: until }).where('twilio_sid', '=', twilioSid).execute();
};
