import type { Channel } from '@recado/contract';
import type { NewConsent } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { appendConsents, makeEntry, type ConsentEntry } from '../consent/ledger.ts';
import type { BlindIndex } from '../encryption/blind-index.ts';
import { recipientOf, type Sealer } from '../encryption/sealer.ts';
import { latestConsent } from '../messages/eligibility.ts';
import type { Schema } from '../schema/index.ts';

type Deps = { db: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/**
 * Writes the consent that a campaign claims for these messages' people to the ledger, as one link of the chain. Each
 * person gets one entry per campaign; people who refused get none, nor does anybody by a dry run. It is the last step of a transaction, because it
 * locks the ledger.
 */
export const recordCampaignConsent = async (deps: Deps, messageIds: string[], at: Date): Promise<void> => {
  const { db, sealer } = deps;
  const covered = await findCoveredByCampaignConsent(db, messageIds);
  if (covered.length === 0) return;
  const entries = covered.flatMap((row) => {
    const to = sealer.tryOpen(row.to_sealed, recipientOf(row.id));
    return to === undefined ? [] : [makeEntry(deps, consentOf(row, to, at))];
  });
  if (entries.length === 0) return;
  await appendConsents(db, entries);
  await keepStates(db, entries);
};

const consentOf = (covered: Covered, to: string, recordedAt: Date): NewConsent => ({
  to,
  channel: covered.channel,
  granted: true,
  occurredAt: covered.at,
  recordedAt,
  source: covered.source,
  words: covered.evidence,
  by: covered.by,
  campaignId: covered.campaign_id,
});

/** The time of this consent is unknown, so any statement of the people themselves counts as later. */
const keepStates = async (db: Kysely<Schema>, entries: ConsentEntry[]): Promise<void> => {
  await sql`
    insert into consent_states (to_index, channel, purpose, granted, at)
    select index_of(person), channel::channel, 'marketing', true, '-infinity'
    from unnest(
      ${entries.map(({ person }) => person)}::bytea[],
      ${entries.map(({ consent }) => consent.channel)}::text[]
    ) as entry (person, channel)
    on conflict do nothing`.execute(db);
};

/**
 * Describes the consent that a campaign claims for one person, with its source and the person who launched the
 * campaign.
 */
type Covered = {
  id: string;
  campaign_id: string;
  channel: Channel;
  to_sealed: Buffer;
  source: string;
  evidence: string;
  by: string;
  at: Date;
};

/** Leaves out people who refused, and people whose consent for this campaign is already in the ledger. */
const findCoveredByCampaignConsent = async (db: Kysely<Schema>, messageIds: string[]): Promise<Covered[]> => {
  const { rows } = await sql<Covered>`
    select messages.id, campaign_id, messages.channel, to_sealed, consent_source as source,
      consent_evidence as evidence, coalesce(launched_by, created_by) as by,
      coalesce(launched_at, campaigns.created_at) as at
    from messages join campaigns on campaigns.id = messages.campaign_id
    where messages.id = any (${messageIds}::uuid[]) and messages.category = 'marketing' and consent_source is not null
      and not campaigns.dry_run
      and not exists (
        select from consent_entries
        where consent_entries.to_index = messages.to_index and consent_entries.campaign_id = messages.campaign_id
      )
      and ${sql.raw(latestConsent('messages.to_index', 'messages'))} is not false
    order by messages.id`.execute(db);
  return rows;
};
