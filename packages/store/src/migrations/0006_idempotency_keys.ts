import { sql, type Kysely } from 'kysely';

/** The owner is an API key, or the nil UUID for the one from the environment, which has no row: no foreign key. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table idempotency_keys (
      owner uuid not null,
      message_id uuid,
      created_at timestamptz not null,
      key text not null,
      request_hash bytea not null,
      primary key (owner, key)
    )`.execute(db);
  // deleteOldIdempotencyKeys.
  await sql`create index idempotency_keys_by_age on idempotency_keys (created_at)`.execute(db);
};
