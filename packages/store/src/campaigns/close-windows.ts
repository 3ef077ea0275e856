import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { poolOf } from './pool-of.ts';

/**
 * Lets a campaign's messages that have a job find their window closed, so that they are parked and get their turn by the
 * window that the campaign has now. There are some seconds of its senders' rate of them.
 */
export const closeWindows = async (db: Kysely<Schema>, campaignId: string, at: Date): Promise<void> => {
  await sql`
    update messages set window_until = ${at} from campaigns
    where campaigns.id = ${campaignId} and messages.campaign_id = campaigns.id
      and messages.sender_id = any (${poolOf}) and messages.status = 'accepted' and messages.due_at < 'infinity'`.execute(
    db,
  );
};
