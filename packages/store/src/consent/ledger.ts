import { sql, type Kysely } from 'kysely';
import type { ConsentEntry } from '../people/consent-entry.ts';
import type { Schema } from '../schema/index.ts';

/** Where in the chain, from 1, and the hash over it and all before it. */
type Link = { sequence: number; hash: Buffer };

const chainLock = 7_239_001_847;

/** Appends a link over one commitment or more, 32 bytes each. One at a time: each hash is over the one before. */
export const appendLink = async (db: Kysely<Schema>, commitments: Buffer): Promise<Link> => {
  await sql`select pg_advisory_xact_lock(${chainLock})`.execute(db);
  const { rows } = await sql<{ sequence: string; hash: Buffer }>`
    with link as (
      select
        case when octet_length(given) = 32 then given else sha256(given) end as commitment,
        case when octet_length(given) > 32 then given end as commitments
      from (select ${commitments}::bytea as given) as one_or_more
    ),
    head as (select sequence, hash from consent_chain order by sequence desc limit 1)
    insert into consent_chain (sequence, commitment, commitments, hash)
    select coalesce(head.sequence, 0) + 1, commitment, commitments, sha256(coalesce(head.hash, ''::bytea) || commitment)
    from link left join head on true
    returning sequence, hash`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('The ledger of consents took no entry');
  return { sequence: Number(row.sequence), hash: row.hash };
};

const insertEntries = async (db: Kysely<Schema>, { sequence }: Link, entries: ConsentEntry[]): Promise<void> => {
  const said = entries.map(({ consent }) => consent);
  await sql`
    insert into consent_entries (
      sequence, place, salt, to_index, channel, granted, occurred_at, recorded_at, campaign_id, content_sealed,
      is_pending
    )
    select
      ${sequence}::bigint, place - 1, salt, index_of(person), channel::channel, granted, occurred_at, recorded_at, campaign_id, sealed,
      is_pending
    from unnest(
      ${entries.map(({ salt }) => salt)}::bytea[],
      ${entries.map(({ person }) => person)}::bytea[],
      ${said.map(({ channel }) => channel)}::text[],
      ${said.map(({ granted }) => granted)}::boolean[],
      ${said.map(({ occurredAt }) => occurredAt)}::timestamptz[],
      ${said.map(({ recordedAt }) => recordedAt)}::timestamptz[],
      ${said.map(({ campaignId }) => campaignId ?? null)}::uuid[],
      ${entries.map(({ sealed }) => sealed)}::bytea[],
      ${said.map(({ pending }) => pending !== undefined)}::boolean[]
    ) with ordinality as entry (
      salt, person, channel, granted, occurred_at, recorded_at, campaign_id, sealed, is_pending, place
    )`.execute(db);
};

/**
 * Appends one or more entries to the ledger as one link of its chain, which is held until the transaction ends. No two wait
 * for each other, for consent_states is written to only by who holds the chain, and nothing else is locked after it.
 */
export const appendConsents = async (db: Kysely<Schema>, entries: ConsentEntry[]): Promise<Link> => {
  const link = await appendLink(db, Buffer.concat(entries.map(({ commitment }) => commitment)));
  await insertEntries(db, link, entries);
  return link;
};
