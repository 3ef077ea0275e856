import type { Channel } from '@recado/contract';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** Somebody of whom a campaign's basis says that they agreed, and who said so when. */
export type Vouched = {
  id: string;
  campaign_id: string;
  channel: Channel;
  to_sealed: Buffer;
  source: string;
  evidence: string;
  by: string;
  at: Date;
};

/** Those of the messages' people for whom their campaign's basis was not written down yet, without whom has refused. */
export const findVouched = async (db: Kysely<Schema>, messageIds: string[]): Promise<Vouched[]> => {
  const { rows } = await sql<Vouched>`
    select messages.id, campaign_id, messages.channel, to_sealed, consent_source as source,
      consent_evidence as evidence, coalesce(launched_by, created_by) as by,
      coalesce(launched_at, campaigns.created_at) as at
    from messages join campaigns on campaigns.id = messages.campaign_id
    where messages.id = any (${messageIds}::uuid[]) and messages.category = 'marketing' and consent_source is not null
      and not exists (
        select from consent_entries
        where consent_entries.to_index = messages.to_index and consent_entries.campaign_id = messages.campaign_id
      )
      and not exists (
        select from consent_states
        where consent_states.to_index = messages.to_index and consent_states.channel = messages.channel
          and purpose = 'marketing' and not granted
      )
    order by messages.id`.execute(db);
  return rows;
};
