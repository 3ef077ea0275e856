import { sql, type Kysely } from 'kysely';

/** Of a key its hash is kept, and a hint by which its holder knows it again. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table api_keys (
      id uuid primary key,
      name text not null,
      key_hash bytea not null unique check (octet_length(key_hash) = 32),
      hint text not null,
      scopes text[] not null,
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    )`.execute(db);
};
