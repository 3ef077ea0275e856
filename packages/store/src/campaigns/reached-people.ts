import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/**
 * Deletes up to `limit` people that a sender with a limit, or its portfolio, reached more than a day ago. Then others may be reached.
 * Returns how many were deleted.
 */
export const forgetReached = async (db: Kysely<Schema>, at: Date, limit: number): Promise<number> => {
  const { rows } = await sql<{ forgotten: number }>`
    with counts as (select limit_group from reached_counts where people > 0 order by limit_group for no key update),
    old as (
      select reached_people.limit_group, reached_people.to_index
      from counts join reached_people on reached_people.limit_group = counts.limit_group
      where reached_people.at <= ${at}::timestamptz - interval '1 day'
      limit ${limit}
    ),
    forgotten as (
      delete from reached_people using old
      where reached_people.limit_group = old.limit_group and reached_people.to_index = old.to_index
        and reached_people.at <= ${at}::timestamptz - interval '1 day'
      returning reached_people.limit_group
    ),
    counted as (
      update reached_counts set people = people - gone.count
      from (select limit_group, count(*) from forgotten group by limit_group) as gone
      where reached_counts.limit_group = gone.limit_group
    )
    select count(*)::int as forgotten from forgotten`.execute(db);
  return rows[0]?.forgotten ?? 0;
};
