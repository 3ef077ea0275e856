import type {
  ChainPlace,
  CheckedLinks,
  Checkpoint,
  ConsentProof,
  ProvedConsent,
  RecordedConsent,
} from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { indexOfContact, contactIndexOf, type BlindIndex, type ContactIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import { commitmentOf, detailOf } from './ledger.ts';

type Row = { links: number; last: string | null; hash: Buffer | null; broken_at: string | null };

/**
 * Checks the next links of the chain. Each link must be the hash over its commitment and the link before. Each
 * commitment must be that of its entries, and no link may be missing.
 */
export const checkLinks = async (
  db: Kysely<Schema>,
  after: ChainPlace | undefined,
  limit: number,
): Promise<CheckedLinks> => {
  const before = after ?? { sequence: 0, hash: Buffer.alloc(0) };
  const { rows } = await sql<Row>`
    with links as (
      select sequence, commitment, commitments, hash,
        lag(hash, 1, ${before.hash}::bytea) over (order by sequence) as hash_before,
        ${before.sequence}::bigint + row_number() over (order by sequence) as place
      from (
        select * from consent_chain where sequence > ${before.sequence} order by sequence limit ${limit}
      ) as next
    ),
    checked as (
      select sequence, hash, (
        hash = sha256(hash_before || commitment) and sequence = place
        and (commitments is null or commitment = sha256(commitments))
      ) as holds
      from links
    )
    select count(*)::int as links, max(sequence) as last,
      (select hash from links order by sequence desc limit 1) as hash,
      min(sequence) filter (where not holds) as broken_at
    from checked`.execute(db);
  const [row] = rows;
  if (!row?.hash) return { links: 0 };
  return {
    links: row.links,
    last: { sequence: Number(row.last), hash: row.hash },
    ...(row.broken_at !== null && { brokenAt: Number(row.broken_at) }),
  };
};

/**
 * Returns all entries of a person, oldest first. It reads their own links, the links before them, and the result of the
 * last verification of the chain. So its cost does not grow with the ledger.
 */
export const loadConsentProof = async ({ kysely, sealer, indexOf }: Deps, to: string): Promise<ConsentProof> => {
  const [checkpoint, entries] = await Promise.all([
    kysely.selectFrom('consent_checkpoint').select(['verified_at', 'broken_at']).executeTakeFirstOrThrow(),
    findEntries(kysely, contactIndexOf(to, indexOf)),
  ]);
  const read = entries.map((entry) => ({ entry, consent: consentOf(entry, sealer) }));
  const indexes = await findIndexes(
    kysely,
    read.map(({ consent }) => indexOfContact(consent.to, indexOf)),
  );
  const consents = read.map(({ entry, consent }, at): ProvedConsent => {
    const isAsSaid = commitmentOf(entry.salt, consent).equals(entry.commitment);
    const isTheirs = consent.to !== '' && indexes[at]?.equals(entry.to_index) === true;
    return { ...consent, intact: entry.link_holds && isAsSaid && isTheirs };
  });
  return {
    intact: checkpoint.broken_at === null && consents.every(({ intact }) => intact),
    ...(checkpoint.verified_at && { verifiedAt: checkpoint.verified_at }),
    consents,
  };
};

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

const findEntries = (db: Kysely<Schema>, person: ContactIndex) =>
  db
    .selectFrom('consent_entries')
    .innerJoin('consent_chain', 'consent_chain.sequence', 'consent_entries.sequence')
    .leftJoin('consent_chain as before', (join) => join.on('before.sequence', '=', sql`consent_chain.sequence - 1`))
    .selectAll('consent_entries')
    .select([
      'consent_chain.hash',
      sql<Buffer>`coalesce(substr(consent_chain.commitments, place * 32 + 1, 32), consent_chain.commitment)`.as(
        'commitment',
      ),
      sql<boolean>`consent_chain.hash = sha256(coalesce(before.hash, ''::bytea) || consent_chain.commitment)
        and (consent_chain.commitments is null or consent_chain.commitment = sha256(consent_chain.commitments))`.as(
        'link_holds',
      ),
    ])
    .where('to_index', '=', person)
    .orderBy('consent_entries.sequence')
    .orderBy('place')
    .execute();

/** The indexes under which these people are found now: that of the number for an id of WhatsApp. */
const findIndexes = async (db: Kysely<Schema>, people: Buffer[]): Promise<Buffer[]> => {
  const { rows } = await sql<{ index: Buffer }>`
    select index_of(person) as index from unnest(${people}::bytea[]) with ordinality as given (person, place)
    order by place`.execute(db);
  return rows.map(({ index }) => index);
};

type Entry = Awaited<ReturnType<typeof findEntries>>[number];

const consentOf = (entry: Entry, sealer: Sealer): RecordedConsent => ({
  sequence: Number(entry.sequence),
  hash: entry.hash,
  channel: entry.channel,
  granted: entry.granted,
  occurredAt: entry.occurred_at,
  recordedAt: entry.recorded_at,
  ...(entry.campaign_id !== null && { campaignId: entry.campaign_id }),
  ...(detailOf(entry, sealer) ?? unreadable),
});

/** Shown in place of an entry that cannot be decrypted. It is not intact: its commitment does not fit. */
const unreadable = { to: '', source: '(unreadable)', words: '(unreadable)', by: '(unreadable)' };

export const findCheckpoint = async (db: Kysely<Schema>): Promise<Checkpoint> => {
  const { sequence, hash, walk_broken_at, is_due } = await db
    .selectFrom('consent_checkpoint')
    .select(['sequence', 'hash', 'walk_broken_at'])
    .select(sql<boolean>`started_at < now() - interval '1 day'`.as('is_due'))
    .executeTakeFirstOrThrow();
  return {
    ...(sequence !== '0' && { last: { sequence: Number(sequence), hash } }),
    ...(walk_broken_at !== null && { brokenAt: Number(walk_broken_at) }),
    isDue: is_due,
  };
};

/** A broken link is known as soon as it is found; only a whole walk without one clears it. */
export const saveCheckpoint = async (
  db: Kysely<Schema>,
  before: Checkpoint,
  { last, brokenAt }: Omit<Checkpoint, 'isDue'>,
  isComplete: boolean,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('consent_checkpoint')
    .set({
      sequence: String(last?.sequence ?? 0),
      hash: last?.hash ?? Buffer.alloc(0),
      walk_broken_at: brokenAt === undefined ? null : String(brokenAt),
      ...(brokenAt !== undefined && { broken_at: String(brokenAt) }),
      ...(isComplete && { verified_at: sql<Date>`now()` }),
      ...(isComplete && brokenAt === undefined && { broken_at: null }),
    })
    .where('sequence', '=', String(before.last?.sequence ?? 0))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

export const restartCheckpoint = async (db: Kysely<Schema>, before: Checkpoint): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('consent_checkpoint')
    .set({ sequence: '0', hash: Buffer.alloc(0), walk_broken_at: null, started_at: sql<Date>`now()` })
    .where('sequence', '=', String(before.last?.sequence ?? 0))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};
