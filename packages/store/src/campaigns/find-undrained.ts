import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { poolOf } from './pool-of.ts';

/** So long after it was canceled a campaign is looked at: what Twilio's answer was lost of comes back late. */
const lookBack = '1 day';

/** Canceled campaigns with people who have no message yet, or messages that wait, parked or in the queue. */
export const findUndrained = async (db: Kysely<Schema>, at: Date): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select campaigns.id from campaigns
    where campaigns.status = 'canceled' and campaigns.ended_at > ${at}::timestamptz - ${lookBack}::interval
      and (
        exists (select from feed_cursors where campaign_id = campaigns.id and not is_done)
        or exists (
          select from messages
          where sender_id = any (${poolOf}) and campaign_id = campaigns.id
            and status = 'accepted' and due_at = 'infinity'
        )
        or exists (
          select from messages
          where sender_id = any (${poolOf}) and campaign_id = campaigns.id
            and status = 'accepted' and due_at < 'infinity'
        )
      )
    order by campaigns.id`.execute(db);
  return rows.map(({ id }) => id);
};
