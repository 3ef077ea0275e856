import { sql } from 'kysely';

export const consent = [
  // A link holds a salted hash of its entries and not the entries, so that these can be erased. With several entries it is
  // the hash over theirs, 32 bytes each, which `commitments` keeps: the entries that remain can still be proved.
  sql`
    create table consent_chain (
      sequence bigint primary key check (sequence > 0),
      commitment bytea not null check (octet_length(commitment) = 32),
      hash bytea not null check (octet_length(hash) = 32),
      commitments bytea check (octet_length(commitments) % 32 = 0 and commitment = sha256(commitments))
    )`,
  // A pending consent has no effect until its person confirms it.
  sql`
    create table consent_entries (
      sequence bigint references consent_chain (sequence),
      salt bytea not null,
      to_index bytea not null check (octet_length(to_index) = 32),
      channel channel not null,
      granted boolean not null,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null,
      content_sealed bytea not null,
      place integer not null default 0 check (place >= 0),
      campaign_id uuid,
      is_pending boolean not null default false,
      primary key (sequence, place)
    )`,
  // The consent that a campaign claims is recorded once for each person.
  sql`create unique index consent_entries_by_person on consent_entries (to_index, campaign_id)`,
  // The state that follows from the ledger.
  sql`
    create table consent_states (
      to_index bytea not null check (octet_length(to_index) = 32),
      channel channel not null,
      purpose text not null,
      granted boolean not null,
      at timestamptz not null,
      primary key (to_index, channel, purpose)
    )`,
  // Holds the progress of the verification of the chain. One row.
  sql`
    create table consent_checkpoint (
      is_only boolean primary key default true check (is_only),
      sequence bigint not null default 0,
      hash bytea not null default '',
      started_at timestamptz not null default now(),
      walk_broken_at bigint,
      verified_at timestamptz,
      broken_at bigint
    )`,
  sql`insert into consent_checkpoint default values`,
  sql`
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name;
    end $$`,
  sql`
    create trigger append_only before update or delete or truncate on consent_chain
    for each statement execute function refuse_change()`,
];
