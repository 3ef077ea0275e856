import { sql, type Kysely } from 'kysely';

/** A message that is retried goes on as the same row: what belongs to the time before is told apart by these. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter type event_type add value 'retried'`.execute(db);
  await sql`
    alter table messages
      add column attempts_before smallint not null default 0 check (attempts_before >= 0)`.execute(db);
  // settleMessages, withoutOwner: a SID of an earlier try is never taken for that of a later one.
  await sql`create table former_sids (twilio_sid text primary key, message_id uuid not null)`.execute(db);
  // What a request did that made no message, for whoever repeats it.
  await sql`alter table idempotency_keys add column answer jsonb`.execute(db);
};
