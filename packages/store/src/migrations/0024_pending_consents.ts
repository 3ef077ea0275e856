import { sql, type Kysely } from 'kysely';

/** A consent that its person has yet to confirm: it stands in the ledger and comes to nothing. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table consent_entries add column is_pending boolean not null default false`.execute(db);
};
