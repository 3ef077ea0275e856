import { sql, type Kysely } from 'kysely';

/**
 * Whoever names a person names them under each key of the index that they know; the database takes the one under which its
 * rows are. So the rows may change over to another key in one moment, and whoever does not know that key is refused.
 */
const statements = [
  sql`
    create function refuse_index(person bytea) returns bytea language plpgsql immutable parallel safe as $$
    begin
      raise exception 'a person is named without the index key in use'
        using hint = 'start this process anew with RECADO_INDEX_KEY as it is for the others';
    end $$`,
  // Takes 4 bytes that name the key and 32 of the index. Which of several, a rotation puts in here.
  sql`
    create function index_of(person bytea) returns bytea language sql immutable parallel safe as $$
      select case when octet_length(person) >= 36 then substring(person from 5 for 32) else refuse_index(person) end
    $$`,
  // Where a row is about to be under the next key, it stays so only as long as it is of the same person.
  sql`
    create function forget_next_index() returns trigger language plpgsql as $$
    begin
      new.next_index := null;
      return new;
    end $$`,
  // How far a rotation to so many keys is.
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

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await statement.execute(db);
};
