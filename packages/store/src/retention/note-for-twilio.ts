import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** All that Twilio ever called these messages: one that was sent anew has had several names. */
export const sidsOfMessages = (ids: readonly string[]): RawBuilder<unknown> => sql`
  select twilio_sid from messages where id = any (${ids}::uuid[])
  union select twilio_sid from message_events where message_id = any (${ids}::uuid[])`;

/** Notes what Twilio has to let go of, too, as the setting has it. Belongs in the commit that lets go of it here. */
export const noteForTwilio = async (db: Kysely<Schema>, sids: RawBuilder<unknown>, at: Date): Promise<void> => {
  await sql`
    insert into twilio_erasures (twilio_sid, way, due_at)
    select sids.twilio_sid, settings.value #>> '{}', ${at}
    from (${sids}) as sids
    join settings on settings.name = 'twilio_copy' and settings.value #>> '{}' <> 'keep'
    where sids.twilio_sid is not null
    on conflict do nothing`.execute(db);
};
