import { sql, type Kysely } from 'kysely';

const statements = [
  // What was said stands apart, so that it can be erased: the chain holds on to its commitment, a hash with salt.
  sql`
    create table consent_chain (
      sequence bigint primary key check (sequence > 0),
      commitment bytea not null check (octet_length(commitment) = 32),
      hash bytea not null check (octet_length(hash) = 32)
    )`,
  sql`
    create table consent_entries (
      sequence bigint primary key references consent_chain (sequence),
      salt bytea not null,
      to_index bytea not null check (octet_length(to_index) = 32),
      channel channel not null,
      granted boolean not null,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null,
      content_sealed bytea not null
    )`,
  sql`create index consent_entries_by_person on consent_entries (to_index, sequence)`,
  sql`
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name;
    end $$`,
  sql`
    create trigger append_only before update or delete or truncate on consent_chain
    for each statement execute function refuse_change()`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await statement.execute(db);
};
