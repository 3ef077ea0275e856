import { sql, type Kysely } from 'kysely';
import { appendLink } from '../consent/ledger.ts';
import type { Schema } from '../schema/index.ts';
import { latestHolds } from './latest-holds.ts';

/** Entries at one link of the chain, whose commitments it holds: 32 bytes each. */
const entriesPerLink = 5000;

type Batch = { last: string | null; commitments: Buffer | null };

const nextBatch = async (db: Kysely<Schema>, after: string): Promise<Batch | undefined> => {
  const { rows } = await sql<Batch>`
    select max(place) as last, string_agg(commitment, ''::bytea order by place) as commitments
    from (
      select place, commitment from staged_consents where place > ${after} order by place limit ${entriesPerLink}
    ) as next`.execute(db);
  return rows[0];
};

/** Appends what is staged to the ledger, in the order of the file, and to what it comes to. Holds the chain from then on. */
export const appendStaged = async (db: Kysely<Schema>): Promise<void> => {
  let after = '0';
  for (;;) {
    const batch = await nextBatch(db, after);
    if (!batch?.last || !batch.commitments) break;
    const { sequence } = await appendLink(db, batch.commitments);
    await sql`
      insert into consent_entries (
        sequence, place, salt, to_index, channel, granted, occurred_at, recorded_at, content_sealed
      )
      select ${sequence}::bigint, row_number() over (order by place) - 1, salt, index_of(person), channel, granted, occurred_at,
        recorded_at, content_sealed
      from staged_consents where place > ${after} and place <= ${batch.last}`.execute(db);
    after = batch.last;
  }
  await sql`
    insert into consent_states as known (to_index, channel, purpose, granted, at)
    select distinct on (person, channel) index_of(person), channel, 'marketing', granted, occurred_at
    from staged_consents
    order by person, channel, occurred_at desc, granted
    ${latestHolds}`.execute(db);
};
