import { sql, type Kysely } from 'kysely';

/** What Twilio's answers did to a sender, for all workers and for whoever looks. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    alter table senders
      add column throttled_rate double precision check (throttled_rate > 0),
      add column throttled_at timestamptz,
      add column throttle_cause integer,
      add column resting_until timestamptz,
      add column resting_reason text,
      add column outage_until timestamptz,
      add column outage_reason text,
      add check ((throttled_rate is null) = (throttled_at is null)),
      add check ((resting_until is null) = (resting_reason is null)),
      add check ((outage_until is null) = (outage_reason is null))`.execute(db);
  await sql`alter type event_type add value 'stopped'`.execute(db);
};
