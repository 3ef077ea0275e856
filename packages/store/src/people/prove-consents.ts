import type { ConsentProof, NewConsent, RecordedConsent } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { indexOfPerson, type BlindIndex } from '../sealing/blind-index.ts';
import { consentContentOf } from '../sealing/place.ts';
import type { Sealer } from '../sealing/sealer.ts';
import { commitmentOf } from './consent-hash.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

type Told = Pick<NewConsent, 'to' | 'source' | 'words' | 'by'>;

/** Whether every link is the hash over its commitment and the link before, and none is missing in between. */
const isChainIntact = async (db: Kysely<Schema>): Promise<boolean> => {
  const { rows } = await sql<{ intact: boolean }>`
    select coalesce(bool_and(
      hash = sha256(before || commitment) and sequence = place
    ), true) as intact
    from (
      select sequence, commitment, hash,
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
    .select(['consent_chain.commitment', 'consent_chain.hash'])
    .where('to_index', '=', toIndex)
    .orderBy('consent_entries.sequence')
    .execute();

type Entry = Awaited<ReturnType<typeof findEntries>>[number];

const consentOf = (entry: Entry, sealer: Sealer): RecordedConsent => {
  const sequence = Number(entry.sequence);
  return {
    sequence,
    hash: entry.hash,
    channel: entry.channel,
    granted: entry.granted,
    occurredAt: entry.occurred_at,
    recordedAt: entry.recorded_at,
    ...(JSON.parse(sealer.open(entry.content_sealed, consentContentOf(sequence))) as Told),
  };
};

/** All that the ledger has of a person, the oldest first. Walks the whole chain: about a second for each million of entries. */
export const proveConsents = async ({ kysely, sealer, indexOf }: Deps, to: string): Promise<ConsentProof> => {
  const [isIntact, entries] = await Promise.all([
    isChainIntact(kysely),
    findEntries(kysely, indexOfPerson(to, indexOf)),
  ]);
  const consents = entries.map((entry) => consentOf(entry, sealer));
  const areAsSaid = consents.every((consent, index) => {
    const entry = entries[index];
    return entry !== undefined && commitmentOf(entry.salt, consent).equals(entry.commitment);
  });
  return { intact: isIntact && areAsSaid, consents };
};
