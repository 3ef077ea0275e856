import type { ConsentProof, NewConsent, RecordedConsent } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { indexOfPerson, type BlindIndex } from '../sealing/blind-index.ts';
import { consentContentOf } from '../sealing/place.ts';
import type { Sealer } from '../sealing/sealer.ts';
import { commitmentOf } from './consent-entry.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

type Told = Pick<NewConsent, 'to' | 'source' | 'words' | 'by'>;

/** Whether every link is the hash over its commitment and the link before, and none is missing in between. */
const isChainIntact = async (db: Kysely<Schema>): Promise<boolean> => {
  const { rows } = await sql<{ intact: boolean }>`
    select coalesce(bool_and(
      hash = sha256(before || commitment) and sequence = place
      and (commitments is null or commitment = sha256(commitments))
    ), true) as intact
    from (
      select sequence, commitment, commitments, hash,
        lag(hash, 1, ''::bytea) over (order by sequence) as before, row_number() over (order by sequence) as place
      from consent_chain
    ) as links`.execute(db);
  return rows[0]?.intact === true;
};

const findEntries = (db: Kysely<Schema>, toIndex: Buffer) =>
  db
    .selectFrom('consent_entries')
    .innerJoin('consent_chain', 'consent_chain.sequence', 'consent_entries.sequence')
    .selectAll('consent_entries')
    .select([
      'consent_chain.hash',
      sql<Buffer>`coalesce(substr(commitments, place * 32 + 1, 32), commitment)`.as('commitment'),
    ])
    .where('to_index', '=', toIndex)
    .orderBy('consent_entries.sequence')
    .orderBy('place')
    .execute();

type Entry = Awaited<ReturnType<typeof findEntries>>[number];

const consentOf = (entry: Entry, sealer: Sealer): RecordedConsent => ({
  sequence: Number(entry.sequence),
  hash: entry.hash,
  channel: entry.channel,
  granted: entry.granted,
  occurredAt: entry.occurred_at,
  recordedAt: entry.recorded_at,
  ...(entry.campaign_id !== null && { campaignId: entry.campaign_id }),
  ...(JSON.parse(sealer.open(entry.content_sealed, consentContentOf(entry.salt))) as Told),
});

/** All that the ledger has of a person, the oldest first. Walks the whole chain: about a second for each million of links. */
export const proveConsents = async ({ kysely, sealer, indexOf }: Deps, to: string): Promise<ConsentProof> => {
  const toIndex = indexOfPerson(to, indexOf);
  const [isIntact, entries] = await Promise.all([isChainIntact(kysely), findEntries(kysely, toIndex)]);
  const read = entries.map((entry) => ({ entry, consent: consentOf(entry, sealer) }));
  const areAsSaid = read.every(
    ({ entry, consent }) =>
      commitmentOf(entry.salt, consent).equals(entry.commitment) && indexOfPerson(consent.to, indexOf).equals(toIndex),
  );
  return { intact: isIntact && areAsSaid, consents: read.map(({ consent }) => consent) };
};
