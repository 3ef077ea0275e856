import type { PriceLook, Unpriced } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** After a long stop, prices of older messages are not looked up. */
const oldest = sql`interval '26 hours'`;

/** Takes the look that has waited longest, if one has for `pauseMs`: of many workers that ask, one gets it. */
export const takeLook = async (db: Kysely<Schema>, at: Date, pauseMs: number): Promise<PriceLook | undefined> => {
  const { rows } = await sql<PriceLook>`
    update price_looks set looked_at = ${at}
    where age_seconds = (
      select age_seconds from price_looks where looked_at <= ${at}::timestamptz - ${pauseMs} * interval '1 ms'
      order by looked_at, age_seconds limit 1
      for no key update skip locked
    )
    returning age_seconds as "ageSeconds", greatest(place, ${at}::timestamptz - ${oldest}) as "from",
      ${at}::timestamptz - age_seconds * interval '1 s' as until`.execute(db);
  return rows[0];
};

/** Messages of a look that are charged for and have no price, the oldest first. WhatsApp charges nothing for what it did not deliver. */
export const findUnpriced = async (
  db: Kysely<Schema>,
  { from, until }: PriceLook,
  limit: number,
): Promise<Unpriced[]> => {
  const { rows } = await sql<Unpriced>`
    select twilio_sid as "twilioSid", sent_at as "sentAt" from messages
    where price is null and status in ('sent', 'delivered', 'read', 'undelivered')
      and sent_at > ${from} and sent_at <= ${until}
      and twilio_sid is not null and (status <> 'undelivered' or channel = 'sms')
    order by sent_at limit ${limit}`.execute(db);
  return rows;
};

export const passLook = async (db: Kysely<Schema>, ageSeconds: number, until: Date): Promise<void> => {
  await db
    .updateTable('price_looks')
    .set({ place: until })
    .where('age_seconds', '=', ageSeconds)
    .where('place', '<', until)
    .execute();
};
