import { sql, type Kysely } from 'kysely';

/**
 * What of a second's requests each API key has made, as rate-limiter-flexible has it. Not worth keeping through a crash, so it
 * is not logged.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`drop table key_allowances`.execute(db);
  await sql`
    create unlogged table key_limits (
      key varchar(255) primary key,
      points integer not null default 0,
      expire bigint
    ) with (fillfactor = 50)`.execute(db);
};
