import type { NewConsent } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { appendConsents } from '../consent/ledger.ts';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { findVouched, type Vouched } from '../feeding/find-vouched.ts';
import { makeEntry, type ConsentEntry } from '../people/consent-entry.ts';
import type { Schema } from '../schema/index.ts';
import { recipientOf } from '../sealing/place.ts';

type Deps = { db: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

const consentOf = (vouched: Vouched, to: string, recordedAt: Date): NewConsent => ({
  to,
  channel: vouched.channel,
  granted: true,
  occurredAt: vouched.at,
  recordedAt,
  source: vouched.source,
  words: vouched.evidence,
  by: vouched.by,
  campaignId: vouched.campaign_id,
});

/** When the people themselves said so is not known: whatever is, holds, and whatever they say is later. */
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
 * Writes down in the ledger what a campaign's basis says: the people of these messages agreed to marketing. All at one
 * link of the chain, each once per campaign, and nobody who has refused. The last that a transaction does: what comes after
 * it keeps others from the ledger.
 */
export const recordCampaignConsent = async (deps: Deps, messageIds: string[], at: Date): Promise<void> => {
  const { db, sealer } = deps;
  const vouched = await findVouched(db, messageIds);
  if (vouched.length === 0) return;
  const entries = vouched.map((row) =>
    makeEntry(deps, consentOf(row, sealer.open(row.to_sealed, recipientOf(row.id)), at)),
  );
  await appendConsents(db, entries);
  await keepStates(db, entries);
};
