import type { Kysely } from 'kysely';
import { firstIdAt } from '../first-id-at.ts';
import type { Schema } from '../schema/index.ts';
import { leaveBehind } from './left-behind.ts';
import { expireMessages, type MessageExpiry } from './messages.ts';

const ofNone = '00000000-0000-0000-0000-000000000000';

/**
 * Goes on through the messages in the order in which they were made, past those of campaigns, and gives how many it went
 * by.
 */
export const walkMessages = async (db: Kysely<Schema>, expiry: MessageExpiry): Promise<number> => {
  const { kind, before, limit } = expiry;
  const place = await db
    .selectFrom('retention_walks')
    .select('after')
    .where('kind', '=', kind)
    .where('campaign_id', '=', ofNone)
    .executeTakeFirst();
  const page = await db
    .selectFrom('messages')
    .select(['id', 'campaign_id'])
    .where('id', '>', place?.after ?? ofNone)
    .where('id', '<', firstIdAt(before))
    .orderBy('id')
    .limit(limit)
    .execute();
  const last = page.at(-1);
  if (!last) return 0;
  const ids = page.filter(({ campaign_id: campaignId }) => campaignId === null).map(({ id }) => id);
  const over = await expireMessages(db, expiry, ids);
  await leaveBehind(
    db,
    expiry,
    ids.filter((id) => !over.has(id)),
  );
  await db
    .insertInto('retention_walks')
    .values({ kind, campaign_id: ofNone, after: last.id })
    .onConflict((conflict) => conflict.columns(['kind', 'campaign_id']).doUpdateSet({ after: last.id }))
    .execute();
  return page.length;
};
