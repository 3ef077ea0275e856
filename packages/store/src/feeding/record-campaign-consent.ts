import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * Takes over what a campaign's basis says: the people of these messages agreed to marketing. What was known of a person
 * before stays.
 */
export const recordCampaignConsent = async (db: Kysely<Schema>, messageIds: string[], at: Date): Promise<void> => {
  await sql`
    insert into consent_states (to_index, channel, purpose, granted, at)
    select distinct messages.to_index, messages.channel, 'marketing', true, ${at}::timestamptz
    from messages
    where messages.id = any (${messageIds}::uuid[]) and messages.category = 'marketing'
    order by messages.to_index
    on conflict do nothing`.execute(db);
};
