import { sql } from 'kysely';

/** All the senders of a campaign, that of its SMS among them. */
export const poolOf = sql`campaigns.sender_ids || coalesce(campaigns.fallback ->> 'sender', '')`;
