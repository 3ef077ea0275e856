import { sql } from 'kysely';

const types = [
  sql`create type channel as enum ('whatsapp', 'sms')`,
  sql`create type category as enum ('utility', 'marketing', 'authentication')`,
  sql`create type quality_rating as enum ('low', 'medium', 'high')`,
];

/**
 * - The columns from throttled_rate on hold what Twilio's answers did to a sender, for all workers. Those of inbound say how
 *   far Twilio's list of inbound messages was read, and since when marketing waits for that.
 * - Senders of one limit_group share the limit of people per day and the pause of marketing. A messaging_limit of 0 is none.
 * - share_limits writes people_limit, the limit in force, and the two columns of marketing_paused.
 */
const senderTable = sql`
    create table senders (
      id text primary key,
      channel channel not null,
      address text not null,
      mps double precision not null check (mps > 0),
      daily_limit integer check (daily_limit > 0),
      paused boolean not null default false,
      paused_reason text,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      throttled_rate double precision check (throttled_rate > 0),
      throttled_at timestamptz,
      throttle_cause integer,
      resting_until timestamptz,
      resting_reason text,
      outage_until timestamptz,
      outage_reason text,
      inbound_read_until timestamptz,
      inbound_due_at timestamptz,
      inbound_behind_since timestamptz,
      inbound_problem text,
      portfolio text,
      limit_group text not null generated always as (
        case when portfolio is null then 'sender:' || id else 'portfolio:' || portfolio end
      ) stored,
      quality_rating quality_rating,
      quality_rated_at timestamptz,
      quality_low_since timestamptz,
      messaging_limit integer check (messaging_limit >= 0),
      quality_checked_at timestamptz,
      people_limit integer,
      marketing_paused_since timestamptz,
      marketing_paused_by text,
      check ((throttled_rate is null) = (throttled_at is null)),
      check ((resting_until is null) = (resting_reason is null)),
      check ((outage_until is null) = (outage_reason is null))
    )`;

/** The people that a sender with a limit, or its portfolio, has sent to in the last 24 hours. */
const reached = [
  sql`
    create table reached_people (
      limit_group text not null,
      to_index bytea not null,
      at timestamptz not null,
      primary key (limit_group, to_index)
    )`,
  // The oldest person of a group says when one more may be reached.
  sql`create index reached_people_by_age on reached_people (limit_group, at)`,
  sql`
    create table reached_counts (
      limit_group text primary key,
      people integer not null default 0
    ) with (fillfactor = 50)`,
];

/**
 * A claim locks the count of its group, and cannot lock a row that does not exist yet. The people of a sender that changes its
 * group count in both. The lock comes before any row is locked, so that two changes never wait for each other.
 */
const sharing = [
  sql`
    create function lock_senders() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(hashtextextended('senders', 0));
      return null;
    end $$`,
  sql`
    create function share_limits() returns trigger language plpgsql as $$
    begin
      insert into reached_counts (limit_group) values (new.limit_group) on conflict do nothing;
      if tg_op = 'UPDATE' and old.limit_group <> new.limit_group then
        perform from reached_counts where limit_group in (old.limit_group, new.limit_group)
          order by limit_group for no key update;
        insert into reached_people as reached (limit_group, to_index, at)
          select new.limit_group, to_index, at from reached_people where limit_group = old.limit_group
          on conflict (limit_group, to_index) do update set at = greatest(reached.at, excluded.at);
        update reached_counts set people = (
          select count(*) from reached_people where reached_people.limit_group = new.limit_group
        ) where limit_group = new.limit_group;
      end if;
      update senders set
        people_limit = shared.people_limit, marketing_paused_since = shared.low_since, marketing_paused_by = shared.low_by
      from (
        select
          limit_group, coalesce(min(daily_limit), min(nullif(messaging_limit, 0))) as people_limit,
          min(quality_low_since) as low_since,
          (array_agg(id order by quality_low_since, id) filter (where quality_low_since is not null))[1] as low_by
        from senders
        where limit_group = new.limit_group or tg_op = 'UPDATE' and limit_group = old.limit_group
        group by limit_group
      ) as shared
      where senders.limit_group = shared.limit_group;
      return null;
    end $$`,
  sql`
    create trigger lock_senders before insert or update of portfolio, daily_limit, messaging_limit, quality_low_since
      on senders for each statement execute function lock_senders()`,
  sql`
    create trigger share_limits after insert or update of portfolio, daily_limit, messaging_limit, quality_low_since
      on senders for each row execute function share_limits()`,
];

export const senders = [...types, senderTable, ...reached, ...sharing];
