import { sql, type Kysely } from 'kysely';
import type { Person } from '../encryption/blind-index.ts';
import type { Schema } from '../schema/index.ts';
import { erased, nobody } from '../sealing/erased.ts';

/**
 * Takes a person out of every audience. The row stays, for what was counted: who has no message yet is kept back as
 * `erased`. Gives how many there were, and whose feeders may have read one just before.
 */
const leaveAudiences = async (db: Kysely<Schema>, person: Person): Promise<{ count: number; senderIds: string[] }> => {
  const { rows } = await sql<{ sender_ids: string[] }>`
    with mine as (
      select campaigns.sender_ids, recipients.campaign_id, recipients.zone_set, recipients.slot, recipients.id,
        exists (select from messages where messages.id = recipients.id) as is_message
      from campaigns join recipients on recipients.campaign_id = campaigns.id and recipients.to_index = ${person}
      for no key update of recipients
    ),
    gone as (
      update recipients
      set to_index = ${nobody}, to_sealed = ${erased}, content_sealed = ${erased}, fallback_id = null,
        fallback_segments = null, fallback_to_sealed = null, fallback_content_sealed = null,
        kept_back = case when mine.is_message then recipients.kept_back else coalesce(recipients.kept_back, 'erased') end
      from mine
      where (recipients.campaign_id, recipients.zone_set, recipients.slot, recipients.id)
        = (mine.campaign_id, mine.zone_set, mine.slot, mine.id)
    )
    select sender_ids from mine`.execute(db);
  return { count: rows.length, senderIds: [...new Set(rows.flatMap(({ sender_ids: ids }) => ids))].toSorted() };
};

/** Waits until nobody feeds the sender who began before this. */
const awaitFeeder = (db: Kysely<Schema>, senderId: string): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`feed:${senderId}`}, 0))`.execute(trx);
  });

/** Gives in how many audiences the person was. From then on no message is made of one of them. */
export const eraseAudience = async (db: Kysely<Schema>, person: Person): Promise<number> => {
  const { count, senderIds } = await leaveAudiences(db, person);
  for (const senderId of senderIds) await awaitFeeder(db, senderId);
  return count;
};
