import type { StrayCallback } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { given } from '../rows/given.ts';
import type { Schema } from '../schema/index.ts';

/** So many old ones go with each new one. */
const letGo = 100;

/** Keeps a callback, once however often it comes, and lets go of those before the id `oldest`. */
export const keepStrayCallback = async (db: Kysely<Schema>, stray: StrayCallback, oldest: string): Promise<void> => {
  const { id, messageId, twilioSid, twilioStatus, errorCode = null, receivedAt } = stray;
  await sql`
    with old as (
      delete from stray_callbacks
      where id in (select id from stray_callbacks where id < ${oldest} order by id limit ${letGo} for update skip locked)
    )
    insert into stray_callbacks (id, message_id, twilio_sid, twilio_status, error_code, received_at)
    values (${id}, ${messageId}, ${twilioSid}, ${twilioStatus}, ${errorCode}, ${receivedAt})
    on conflict (message_id, twilio_sid, twilio_status) do nothing`.execute(db);
};

/** The newest first, by their ids. */
export const listStrayCallbacks = async (
  db: Kysely<Schema>,
  limit: number,
  before: string | undefined,
): Promise<StrayCallback[]> => {
  let query = db.selectFrom('stray_callbacks').selectAll().orderBy('id', 'desc').limit(limit);
  if (before !== undefined) query = query.where('id', '<', before);
  return (await query.execute()).map((row) => ({
    id: row.id,
    messageId: row.message_id,
    twilioSid: row.twilio_sid,
    twilioStatus: row.twilio_status,
    receivedAt: row.received_at,
    ...given({ errorCode: row.error_code }),
  }));
};
