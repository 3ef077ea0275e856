import type { Expiry } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { firstIdAt } from '../first-id-at.ts';
import type { Schema } from '../schema/index.ts';
import { noteForTwilio } from './note-for-twilio.ts';

/** Deletes the oldest of what people wrote, and gives how many. */
export const expireInbound = async (db: Kysely<Schema>, { before, at, limit }: Expiry): Promise<number> => {
  const { rows } = await sql<{ twilio_sid: string }>`
    delete from inbound_messages
    where id in (
      select id from inbound_messages where id < ${firstIdAt(before)} order by id limit ${limit} for update skip locked
    )
    returning twilio_sid`.execute(db);
  const sids = rows.map(({ twilio_sid: sid }) => sid);
  if (sids.length) await noteForTwilio(db, sql`select unnest(${sids}::text[]) as twilio_sid`, at);
  return sids.length;
};
