import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/**
 * Deletes up to `limit` people that a sender with a daily limit reached more than a day ago. Then it may reach others.
 * Returns how many were deleted.
 */
export const forgetReached = async (db: Kysely<Schema>, at: Date, limit: number): Promise<number> => {
  const { rows } = await sql<{ forgotten: number }>`
    with counts as (select sender_id from reached_counts where people > 0 order by sender_id for no key update),
    old as (
      select reached_people.sender_id, reached_people.to_index
      from counts join reached_people on reached_people.sender_id = counts.sender_id
      where reached_people.at <= ${at}::timestamptz - interval '1 day'
      limit ${limit}
    ),
    forgotten as (
      delete from reached_people using old
      where reached_people.sender_id = old.sender_id and reached_people.to_index = old.to_index
        and reached_people.at <= ${at}::timestamptz - interval '1 day'
      returning reached_people.sender_id
    ),
    counted as (
      update reached_counts set people = people - gone.count
      from (select sender_id, count(*) from forgotten group by sender_id) as gone
      where reached_counts.sender_id = gone.sender_id
    )
    select count(*)::int as forgotten from forgotten`.execute(db);
  return rows[0]?.forgotten ?? 0;
};
