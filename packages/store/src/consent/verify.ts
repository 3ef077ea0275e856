import { verifyConsents, type ChainPlace, type CheckedLinks } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

type Row = { links: number; last: string | null; hash: Buffer | null; broken_at: string | null };

/**
 * Checks the next links of the chain: that each is the hash over its commitment and the link before, that its commitment
 * is that of its entries, and that none is missing in between.
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

/** Whether the whole chain is as it was written: about a second for each million of links. */
export const isChainIntact = async (db: Kysely<Schema>): Promise<boolean> => {
  const { brokenAt } = await verifyConsents({ checkLinks: (after, limit) => checkLinks(db, after, limit) });
  return brokenAt === undefined;
};
