import { sql, type Kysely } from 'kysely';

/** Each sender has its count of reached people from the start: a claim locks it, and could not lock what is not there. */
const statements = [
  sql`insert into reached_counts (sender_id) select id from senders on conflict do nothing`,
  sql`
    create function count_reach() returns trigger language plpgsql as $$
    begin
      insert into reached_counts (sender_id) values (new.id);
      return null;
    end $$`,
  sql`create trigger count_reach after insert on senders for each row execute function count_reach()`,
  // When one more person may be reached: the oldest of a sender.
  sql`drop index reached_people_by_age`,
  sql`create index reached_people_by_age on reached_people (sender_id, at)`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await statement.execute(db);
};
