import { completionOf } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { changeLocked } from './change.ts';

/** Everyone of the audience has a message, and none of them waits or is on its way to Twilio; no SMS may yet be needed. */
const isThrough = sql`
  exists (select from feed_cursors where feed_cursors.campaign_id = campaigns.id)
  and not exists (select from feed_cursors where feed_cursors.campaign_id = campaigns.id and not is_done)
  and 0 = coalesce((
    select sum(n) from (
      select messages as n from campaign_counts
      where campaign_id = campaigns.id and status in ('accepted', 'sending')
      union all
      select n from campaign_deltas where campaign_id = campaigns.id and status in ('accepted', 'sending')
      union all
      select -n from campaign_deltas where campaign_id = campaigns.id and status_before in ('accepted', 'sending')
    ) as open
  ), 0)
  and not exists (
    select from fallbacks join messages on messages.id = fallbacks.message_id
    where fallbacks.due_at is not null and messages.campaign_id = campaigns.id
  )`;

const findThrough = async (db: Kysely<Schema>, among: RawBuilder<unknown>): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select id from campaigns where status = 'running' and ${among} and ${isThrough} order by id`.execute(db);
  return rows.map(({ id }) => id);
};

/**
 * Completes the running campaigns that are through, and gives their ids. It is looked once more while nobody can make
 * messages wait again: whoever does so locks the campaign.
 */
export const completeCampaigns = async (db: Kysely<Schema>, at: Date): Promise<string[]> => {
  const completed: string[] = [];
  for (const id of await findThrough(db, sql`true`)) {
    const { kind } = await changeLocked(db, { id, at }, async (campaign, trx) => {
      const [still] = await findThrough(trx, sql`id = ${id}`);
      return campaign && still ? completionOf(campaign, at) : undefined;
    });
    if (kind === 'changed') completed.push(id);
  }
  return completed;
};
