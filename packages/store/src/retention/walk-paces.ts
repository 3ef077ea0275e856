import type { Expiry } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

const dayMs = 24 * 3_600_000;
/** A frequency cap looks back so far at the most. */
const longestCapMs = 30 * dayMs;
const ofPaces = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The order of the indexes is another one from now on. */
export const forgetPacesWalk = async (db: Kysely<Schema>): Promise<void> => {
  await db.deleteFrom('retention_walks').where('campaign_id', '=', ofPaces).execute();
};

type Walked = { last: Buffer | null; seen: number };

/**
 * Goes on through those to whom marketing went, in the order of their indexes, and forgets who got none for so long. Begins
 * again a day after it came to the end. Gives how many it went by.
 */
export const walkPaces = async (db: Kysely<Schema>, { kind, before, at, limit }: Expiry): Promise<number> => {
  const place = await db
    .selectFrom('retention_walks')
    .select(['after', 'ended_at'])
    .where('kind', '=', kind)
    .where('campaign_id', '=', ofPaces)
    .executeTakeFirst();
  if (place?.ended_at && place.ended_at.getTime() > at.getTime() - dayMs) return 0;
  const oldest = new Date(Math.min(before.getTime(), at.getTime() - longestCapMs));
  // The first half of an index is enough to say where it is.
  const after = place ? Buffer.from(place.after.replaceAll('-', ''), 'hex') : Buffer.alloc(0);
  const { rows } = await sql<Walked>`
    with page as (
      select to_index, recent from marketing_paces where to_index > ${after} order by to_index limit ${limit}
    ),
    forgotten as (
      delete from marketing_paces using page
      where marketing_paces.to_index = page.to_index and marketing_paces.recent = page.recent
        and ${oldest} > all (page.recent)
    )
    select (select to_index from page order by to_index desc limit 1) as last, count(*)::int as seen from page`.execute(
    db,
  );
  const { last, seen } = rows[0] ?? { last: null, seen: 0 };
  const isOver = !last || seen < limit;
  const stand = isOver
    ? { after: '00000000-0000-0000-0000-000000000000', ended_at: at }
    : { after: last.toString('hex', 0, 16), ended_at: null };
  await db
    .insertInto('retention_walks')
    .values({ kind, campaign_id: ofPaces, ...stand })
    .onConflict((conflict) => conflict.columns(['kind', 'campaign_id']).doUpdateSet(stand))
    .execute();
  return seen;
};
