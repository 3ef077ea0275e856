import { zeroCounts, type OutcomeCounts, type GuardedCampaign } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { countCampaigns } from './counters.ts';

/** Returns running campaigns with their outcome counts and the base from which failures are counted. */
export const findGuardedCampaigns = async (db: Kysely<Schema>): Promise<GuardedCampaign[]> => {
  const running = await db
    .selectFrom('campaigns')
    .leftJoin('campaign_watches', 'campaign_watches.campaign_id', 'campaigns.id')
    .select(['campaigns.id', 'campaign_watches.since', 'campaign_watches.base'])
    .where('campaigns.status', '=', 'running')
    .execute();
  if (running.length === 0) return [];
  const outcomeCountsOf = await countCampaigns(
    db,
    running.map(({ id }) => id),
  );
  return running.map(({ id, since, base }) => ({
    id,
    since: since ?? undefined,
    now: outcomeCountsOf(id),
    base: base ?? zeroCounts,
  }));
};

type Base = { id: string; at: Date; base: OutcomeCounts };

/** From now on a campaign is judged by what comes, not by what came. */
export const startGuard = async (db: Kysely<Schema>, id: string, at: Date): Promise<void> => {
  const base = (await countCampaigns(db, [id]))(id);
  await putBase({ id, at, base }).execute(db);
};

const putBase = ({ id, at, base }: Base) => sql`
  insert into campaign_watches (campaign_id, since, base) values (${id}, ${at}, ${JSON.stringify(base)}::jsonb)
  on conflict (campaign_id) do update set since = excluded.since, base = excluded.base`;

/** Restarts the count at `base`, unless another worker restarted it since it was read. */
export const moveGuardBase = async (
  db: Kysely<Schema>,
  { id, since }: Pick<GuardedCampaign, 'id' | 'since'>,
  base: OutcomeCounts,
  at: Date,
): Promise<void> => {
  await sql`${putBase({ id, at, base })} where campaign_watches.since = ${since ?? null}`.execute(db);
};
