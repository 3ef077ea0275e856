import { emptyTally, type Watched } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { tallyCampaigns } from './tally-campaigns.ts';

/** Running campaigns, with what came of them and from where on they are judged. */
export const findWatched = async (db: Kysely<Schema>): Promise<Watched[]> => {
  const running = await db
    .selectFrom('campaigns')
    .leftJoin('campaign_watches', 'campaign_watches.campaign_id', 'campaigns.id')
    .select(['campaigns.id', 'campaign_watches.since', 'campaign_watches.base'])
    .where('campaigns.status', '=', 'running')
    .execute();
  if (running.length === 0) return [];
  const tallyOf = await tallyCampaigns(
    db,
    running.map(({ id }) => id),
  );
  return running.map(({ id, since, base }) => ({
    id,
    since: since ?? undefined,
    now: tallyOf(id),
    base: base ?? emptyTally,
  }));
};
