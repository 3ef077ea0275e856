import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema/index.ts';

/**
 * Returns how many people of a campaign's first part are left, and notes when the last of them was fed. People who get
 * nothing do not count. The campaign's lock makes feeders of several senders come one after the other. The count is a
 * statement of its own, so that it sees their people.
 */
export const lockFirstPart = async (db: Kysely<Schema>, campaignId: string, at: Date): Promise<number | undefined> => {
  const { rows } = await sql<{ size: number | null }>`
    select first_part as size from campaigns where id = ${campaignId} for no key update`.execute(db);
  const size = rows[0]?.size ?? undefined;
  if (size === undefined) return undefined;
  const left = Math.max(0, size - (await countFed(db, campaignId)));
  if (left === 0)
    await sql`
      update campaigns set first_part_fed_at = ${at} where id = ${campaignId} and first_part_fed_at is null`.execute(
      db,
    );
  return left;
};

const countFed = async (db: Kysely<Schema>, campaignId: string): Promise<number> => {
  const { rows } = await sql<{ people: number }>`
    select coalesce(sum(n), 0)::int as people from (
      select messages as n from campaign_counts
      where campaign_id = ${campaignId} and not is_fallback and status <> 'suppressed'
      union all
      select n from campaign_deltas
      where campaign_id = ${campaignId} and not is_fallback and status <> 'suppressed'
      union all
      select -n from campaign_deltas
      where campaign_id = ${campaignId} and not is_fallback and status_before <> 'suppressed'
    ) as counted`.execute(db);
  return rows[0]?.people ?? 0;
};

/**
 * Lets the rest of running campaigns follow whose first part was fed at least `watchSeconds` ago, and notes it in their
 * history. Of several workers, one does it.
 */
export const releaseFirstParts = async (db: Kysely<Schema>, watchSeconds: number, at: Date): Promise<void> => {
  await sql`
    with passed as (
      select id, first_part as people from campaigns
      where status = 'running' and first_part is not null
        and (${watchSeconds} = 0 or first_part_fed_at <= ${at}::timestamptz - ${watchSeconds} * interval '1 s')
      for no key update
    ),
    released as (
      update campaigns set first_part = null from passed where campaigns.id = passed.id
    )
    insert into campaign_events (campaign_id, id, at, type, detail)
    select id, ${uuidv7()}, ${at}, 'first_part_passed',
      jsonb_build_object('people', people, 'watched_seconds', ${watchSeconds}::integer)
    from passed`.execute(db);
};
