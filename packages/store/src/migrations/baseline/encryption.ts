import { sql } from 'kysely';

const keys = [
  // A known value under each key in use, so that a lost or wrong key is noticed before it does harm.
  sql`
    create table encryption_keys (
      purpose text not null check (purpose in ('sealing', 'index')),
      id text not null,
      check_value bytea not null,
      created_at timestamptz not null default now(),
      primary key (purpose, id)
    )`,
  // The progress of a rotation of the encryption key, shared by all processes so that none repeats a step.
  sql`
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
    )`,
];

/**
 * A process gives a person's blind index under each index key that it knows, and the database uses the one of its rows.
 * So all rows can change to another key at one moment. A process without that key is refused.
 */
const blindIndex = [
  sql`
    create function refuse_index(person bytea) returns bytea language plpgsql immutable parallel safe as $$
    begin
      raise exception 'a person is named without the index key in use'
        using hint = 'restart this process with the RECADO_INDEX_KEY of the other processes';
    end $$`,
  // A person who is named by an id of WhatsApp is found under the index of the number, if Twilio has named both. It is called
  // immutable because index_of has to be, which is part of the conditions by which an index is searched.
  sql`
    create function linked_index_of(own bytea) returns bytea language sql immutable parallel safe as $$
      select coalesce((
        select number.to_index
        from whatsapp_ids as id join whatsapp_ids as number on number.link = id.link and number.id_sealed is null
        where id.to_index = own
      ), own)
    $$`,
  // Each index has 36 bytes: 4 name the key, 32 are the index. One more byte at the end says that it is of an id of WhatsApp.
  // A rotation replaces this function to pick among several indexes.
  sql`
    create function index_of(person bytea) returns bytea language sql immutable parallel safe as $$
      select case
        when octet_length(person) < 36 then refuse_index(person)
        when octet_length(person) % 36 = 0 then substring(person from 5 for 32)
        else linked_index_of(substring(person from 5 for 32))
      end
    $$`,
  // The index under the next key becomes void when the row gets another person.
  sql`
    create function forget_next_index() returns trigger language plpgsql as $$
    begin
      new.next_index := null;
      return new;
    end $$`,
  // Holds the progress of a rotation of the index key; `keys` counts the keys so far.
  sql`
    create table index_rotations (
      keys integer primary key check (keys > 1),
      check_value bytea not null,
      filling text,
      after jsonb,
      until jsonb,
      filled bigint not null default 0,
      owed text[] not null default '{}',
      started_at timestamptz not null,
      switched_at timestamptz,
      ended_at timestamptz
    )`,
];

export const encryption = [...keys, ...blindIndex];
