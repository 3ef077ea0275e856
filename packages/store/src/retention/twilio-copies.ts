import type { TwilioErasure } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
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

/** All SIDs of these messages: a message that was sent again has had several. */
export const sidsOfMessages = (ids: readonly string[]): RawBuilder<unknown> => sql`
  select twilio_sid from messages where id = any (${ids}::uuid[])
  union select twilio_sid from message_events where message_id = any (${ids}::uuid[])`;

/**
 * Records what must be deleted at Twilio, if the settings say so. It must run in the transaction that deletes the data
 * here.
 */
export const writeTwilioErasures = async (db: Kysely<Schema>, sids: RawBuilder<unknown>, at: Date): Promise<void> => {
  await sql`
    insert into twilio_erasures (twilio_sid, way, due_at)
    select sids.twilio_sid, settings.value #>> '{}', ${at}
    from (${sids}) as sids
    join settings on settings.name = 'twilio_copy' and settings.value #>> '{}' <> 'keep'
    where sids.twilio_sid is not null
    on conflict do nothing`.execute(db);
};
