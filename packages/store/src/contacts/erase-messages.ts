import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Person } from '../encryption/blind-index.ts';
import { noteForTwilio, sidsOfMessages } from '../retention/note-for-twilio.ts';
import type { Schema } from '../schema/index.ts';
import { erased, nobody } from '../sealing/erased.ts';

const atOnce = 1_000;

/**
 * Takes the next of a person's messages from the person, and says which. Those that wait are canceled. One that is at
 * Twilio's in this moment goes on: what becomes of it is recorded by its id. In order of id, as claims lock them.
 */
const eraseBatch = async (db: Kysely<Schema>, person: Person, at: Date): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    with found as (
      select id, status from messages where to_index = ${person} order by id limit ${atOnce} for no key update
    ),
    gone as (
      update messages
      set to_index = ${nobody}, to_sealed = ${erased}, content_sealed = ${erased}, reference = null, metadata = null,
        status = case when found.status = 'accepted' then 'canceled' else found.status end,
        reason = case when found.status = 'accepted' then 'erased' else messages.reason end
      from found where messages.id = found.id
    ),
    needless as (
      delete from fallbacks using found where fallbacks.message_id = found.id
    ),
    noted as (
      insert into message_events (message_id, id, at, type, status, detail)
      select id, ${uuidv7()}, ${at}, 'canceled', 'canceled', 'erased' from found where status = 'accepted'
    )
    select id from found`.execute(db);
  return rows.map(({ id }) => id);
};

/** A key may tell of the person by itself, and the hash beside it is of a request that did. */
const forgetKeys = async (db: Kysely<Schema>, messageIds: string[]): Promise<void> => {
  await db.deleteFrom('idempotency_keys').where('message_id', 'in', messageIds).execute();
};

/**
 * Takes all of a person's messages from the person, a thousand in one commit, so that nobody waits for long. One that is
 * made meanwhile, such as the SMS of a message, is seen by the next look. Gives how many they were.
 */
export const eraseMessages = async (db: Kysely<Schema>, person: Person, at: Date): Promise<number> => {
  let count = 0;
  for (;;) {
    const ids = await db.transaction().execute(async (trx) => {
      const found = await eraseBatch(trx, person, at);
      if (!found.length) return found;
      await noteForTwilio(trx, sidsOfMessages(found), at);
      await forgetKeys(trx, found);
      return found;
    });
    count += ids.length;
    if (!ids.length) return count;
  }
};
