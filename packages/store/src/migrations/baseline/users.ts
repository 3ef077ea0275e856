import { sql } from 'kysely';

const role = sql.raw(`check (role in ('viewer', 'marketer', 'operator', 'admin'))`);

/** People who sign in to the console. */
export const users = [
  // A person is disabled, never deleted: the audit log names them.
  sql`
    create table users (
      id uuid primary key,
      email text not null unique check (email = lower(email)),
      name text not null,
      role text not null ${role},
      grants text[] not null,
      password_hash text not null,
      locale text,
      timezone text,
      own_number_sealed bytea,
      created_at timestamptz not null,
      created_by text not null,
      disabled_at timestamptz,
      last_seen_at timestamptz
    )`,
  // Only the hash of the token in the cookie is stored.
  sql`
    create table sessions (
      id uuid primary key,
      user_id uuid not null references users (id),
      token_hash bytea not null unique check (octet_length(token_hash) = 32),
      created_at timestamptz not null,
      seen_at timestamptz not null,
      expires_at timestamptz not null,
      sudo_until timestamptz,
      revoked_at timestamptz,
      address text not null,
      agent text not null
    )`,
  sql`create index sessions_by_user on sessions (user_id)`,
  // One open invite for each address, and one for the first administrator, whose address is not known before.
  sql`
    create table invites (
      token_hash bytea primary key check (octet_length(token_hash) = 32),
      email text check (email = lower(email)),
      role text not null ${role},
      grants text[] not null,
      by text not null,
      expires_at timestamptz not null,
      used_at timestamptz
    )`,
  sql`create unique index invites_open on invites (coalesce(email, '')) where used_at is null`,
];
