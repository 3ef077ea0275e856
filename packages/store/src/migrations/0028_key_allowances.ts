import { sql, type Kysely } from 'kysely';

/** What of a second's requests each API key has used. Not worth keeping through a crash, so it is not logged. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create unlogged table key_allowances (
      key_id uuid primary key,
      second bigint not null,
      taken integer not null
    ) with (fillfactor = 50)`.execute(db);
};
