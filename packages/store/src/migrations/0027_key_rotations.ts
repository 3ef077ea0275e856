import { sql, type Kysely } from 'kysely';

/** How far the sealed columns have been gone through for a key: one place for all who do it, so that none does it twice. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table key_rotations (
      key_id text primary key,
      pass integer not null default 1,
      pass_from timestamptz not null,
      sealed_table text,
      after jsonb,
      found bigint not null default 0,
      unreadable bigint not null default 0,
      resealed bigint not null default 0,
      started_at timestamptz not null,
      ended_at timestamptz
    )`.execute(db);
};
