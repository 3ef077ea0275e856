import { sql, type Kysely } from 'kysely';

/** A known value under each key that was ever used here, so that a lost or a wrong key is noticed before it does harm. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table encryption_keys (
      purpose text not null check (purpose in ('sealing', 'index')),
      id text not null,
      check_value bytea not null,
      created_at timestamptz not null default now(),
      primary key (purpose, id)
    )`.execute(db);
};
