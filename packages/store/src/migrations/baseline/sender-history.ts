import { sql } from 'kysely';

/**
 * - Workers add to sender_minutes what they sent. It is kept for 14 days.
 * - The trigger notes changes of a sender. Repeated ones of a minute are one row, so that an overload makes few rows.
 */
export const senderHistory = [
  sql`
    create table sender_minutes (
      sender_id text not null,
      minute timestamptz not null,
      sent integer not null default 0,
      failed integer not null default 0,
      primary key (sender_id, minute)
    ) with (fillfactor = 50)`,
  sql`
    create table sender_events (
      sender_id text not null,
      minute timestamptz not null,
      kind text not null,
      at timestamptz not null,
      times integer not null default 1,
      detail jsonb not null,
      primary key (sender_id, minute, kind)
    )`,
  sql`
    create function note_sender_events() returns trigger language plpgsql as $$
    begin
      insert into sender_events as known (sender_id, minute, kind, at, detail)
        select new.id, date_trunc('minute', change.at, 'UTC'), change.kind, change.at, jsonb_strip_nulls(change.detail)
        from (values
          ('slowed', new.throttled_at is not null and new.throttled_at is distinct from old.throttled_at,
            new.throttled_at, jsonb_build_object('rate', new.throttled_rate, 'error_code', new.throttle_cause)),
          ('on_hold', new.resting_until is not null and new.resting_until is distinct from old.resting_until,
            now(), jsonb_build_object('until', new.resting_until, 'reason', new.resting_reason)),
          ('unreachable', old.outage_until is null and new.outage_until is not null,
            now(), jsonb_build_object('reason', new.outage_reason)),
          ('reachable', old.outage_until is not null and new.outage_until is null, now(), '{}'::jsonb),
          ('paused', new.paused and not old.paused, now(), jsonb_build_object('reason', new.paused_reason)),
          ('resumed', old.paused and not new.paused, now(), '{}'::jsonb),
          ('rate_set', new.mps <> old.mps, now(), jsonb_build_object('rate', new.mps, 'rate_before', old.mps)),
          ('quality_rated', new.quality_rating is not null and new.quality_rating is distinct from old.quality_rating,
            now(), jsonb_build_object('rating', new.quality_rating)),
          ('marketing_paused', old.marketing_paused_since is null and new.marketing_paused_since is not null,
            now(), jsonb_build_object('sender', new.marketing_paused_by)),
          ('marketing_resumed', old.marketing_paused_since is not null and new.marketing_paused_since is null,
            now(), '{}'::jsonb)
        ) as change (kind, happened, at, detail)
        where change.happened
        on conflict (sender_id, minute, kind) do update
          set at = excluded.at, times = known.times + 1, detail = excluded.detail;
      return null;
    end $$`,
  sql`
    create trigger note_sender_events
      after update of
        throttled_at, resting_until, outage_until, paused, mps, quality_rating, marketing_paused_since
      on senders for each row execute function note_sender_events()`,
];
