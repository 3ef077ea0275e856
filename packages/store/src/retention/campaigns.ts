import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { erased, nobody } from '../sealing/erased.ts';
import { leaveBehind } from './left-behind.ts';
import { expireMessages, type MessageExpiry } from './messages.ts';

type Place = { zone_set: number; slot: number; after: string };
type Walked = Place & { campaign_id: string };

/** The campaign that ended first of those that have not been walked through, and where in its audience to go on. */
const findCampaign = async (db: Kysely<Schema>, { kind, before }: MessageExpiry): Promise<Walked | undefined> => {
  const { rows } = await sql<Walked>`
    select campaigns.id as campaign_id, coalesce(zone_set, -1) as zone_set, coalesce(slot, 0) as slot,
      coalesce(after, '00000000-0000-0000-0000-000000000000') as after
    from campaigns left join retention_walks on kind = ${kind} and campaign_id = campaigns.id
    where campaigns.status in ('completed', 'canceled') and campaigns.ended_at < ${before} and is_done is not true
    order by campaigns.ended_at limit 1`.execute(db);
  return rows[0];
};

const nextPage = async (db: Kysely<Schema>, { campaign_id: id, ...place }: Walked, limit: number) => {
  const { rows } = await sql<Place>`
    select zone_set, slot, id as after from recipients
    where campaign_id = ${id} and (zone_set, slot, id) > (${place.zone_set}::smallint, ${place.slot}::smallint, ${place.after}::uuid)
    order by zone_set, slot, id limit ${limit}`.execute(db);
  return rows;
};

/** The audience's own copies. Whoever has a message has them there, too. */
const emptied: Partial<Record<MessageExpiry['kind'], ReturnType<typeof sql>>> = {
  content: sql`content_sealed = ${erased}, fallback_content_sealed = null`,
  numbers: sql`to_index = ${nobody}, to_sealed = ${erased}, fallback_to_sealed = null`,
};

const emptyRecipients = async (db: Kysely<Schema>, kind: MessageExpiry['kind'], walked: Walked, last: Place) => {
  const set = emptied[kind];
  if (!set) return;
  await sql`
    update recipients set ${set}
    where campaign_id = ${walked.campaign_id}
      and (zone_set, slot, id) > (${walked.zone_set}::smallint, ${walked.slot}::smallint, ${walked.after}::uuid)
      and (zone_set, slot, id) <= (${last.zone_set}::smallint, ${last.slot}::smallint, ${last.after}::uuid)`.execute(
    db,
  );
};

const findMessages = async (db: Kysely<Schema>, ids: readonly string[]): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`select id from messages where id = any (${ids}::uuid[])`.execute(db);
  return rows.map(({ id }) => id);
};

const notePlace = (db: Kysely<Schema>, kind: MessageExpiry['kind'], walked: Walked, isDone: boolean) => {
  const { campaign_id: id, ...place } = walked;
  const stand = { ...place, is_done: isDone };
  return db
    .insertInto('retention_walks')
    .values({ kind, campaign_id: id, ...stand })
    .onConflict((conflict) => conflict.columns(['kind', 'campaign_id']).doUpdateSet(stand))
    .execute();
};

/**
 * Goes on through the audience of a campaign that has ended, and gives how many it went by, one more when that was all of
 * it. Not by the ids of its messages: a message has the id that was made with its line of the file, long before.
 */
export const walkCampaigns = async (db: Kysely<Schema>, expiry: MessageExpiry): Promise<number> => {
  const walked = await findCampaign(db, expiry);
  if (!walked) return 0;
  const page = await nextPage(db, walked, expiry.limit);
  const last = page.at(-1);
  if (last) {
    const ids = await findMessages(
      db,
      page.map(({ after }) => after),
    );
    const over = await expireMessages(db, expiry, ids);
    await leaveBehind(
      db,
      expiry,
      ids.filter((id) => !over.has(id)),
    );
    await emptyRecipients(db, expiry.kind, walked, last);
  }
  const isDone = page.length < expiry.limit;
  await notePlace(db, expiry.kind, { ...walked, ...last }, isDone);
  return page.length + (isDone ? 1 : 0);
};
