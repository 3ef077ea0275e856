import { sql, type Kysely } from 'kysely';

/**
 * Many entries may stand at one link of the chain: its commitment is then the hash over theirs, 32 bytes each, which the
 * chain keeps, so that what one of them said can be erased and the others are still proved.
 */
const statements = [
  sql`
    alter table consent_chain add column commitments bytea
      check (octet_length(commitments) % 32 = 0 and commitment = sha256(commitments))`,
  sql`
    alter table consent_entries
      add column place integer not null default 0 check (place >= 0),
      add column campaign_id uuid,
      drop constraint consent_entries_pkey,
      add primary key (sequence, place)`,
  sql`drop index consent_entries_by_person`,
  // The word of a campaign is written down once for each person.
  sql`create unique index consent_entries_by_person on consent_entries (to_index, campaign_id)`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await statement.execute(db);
};
