import { sql } from 'kysely';

/**
 * Each stage of a message's way, as the times in which it begins and ends. The digit is the stage in latency_hours. The time
 * until a person answers is stage 5: the statement that stores the answer counts it.
 */
const stages = [
  { digit: 1, from: 'greatest(created_at, send_at)', to: 'claimed_at', ends: ['sent_at'] },
  { digit: 2, from: 'claimed_at', to: 'sent_at', ends: ['sent_at'] },
  { digit: 3, from: 'sent_at', to: 'delivered_at', ends: ['sent_at', 'delivered_at'] },
  { digit: 4, from: 'sent_at', to: 'read_at', ends: ['sent_at', 'read_at'] },
];

const times = ['created_at', 'send_at', 'claimed_at', 'sent_at', 'delivered_at', 'read_at'];
const columns = new RegExp(`\\b(?:${times.join('|')})\\b`, 'g');
const timesOf = (row: string, separator: string) => times.map((time) => `${row}${separator}${time}`);

/** A message has a stage if it has the times that end it. Most changes touch one of them, so each is compared first. */
const changeOf = ({ digit, from, to, ends }: (typeof stages)[number]): string => {
  const codeOf = (row: string) =>
    `case when sent_at is not null then ${digit * 1000} + latency_bucket(${from}, ${to}) end`.replaceAll(
      columns,
      `${row}_$&`,
    );
  const isChanged = ends.map((time) => `now_${time} is distinct from before_${time}`).join(' or ');
  return `case when ${isChanged} then nullif(concat_ws(',', -(${codeOf('before')}), ${codeOf('now')}), '') end`;
};

/**
 * Returns the stages that a change ended, and with a minus those that it took back, as `1012,-2040`. It is a function of its own
 * because each statement of the trigger would prepare these expressions again, also for claims, which end no stage.
 */
const latencyChanges = sql`
  create function latency_changes(${sql.raw(
    [...timesOf('before', '_'), ...timesOf('now', '_')].map((time) => `${time} timestamptz`).join(', '),
  )}) returns text language plpgsql immutable as $$
  begin
    return nullif(concat_ws(',', ${sql.raw(stages.map(changeOf).join(',\n      '))}), '');
  end $$`;

/** A change of these columns is counted or told, like one of the status and its reason. */
const facts = ['twilio_sid', 'price', 'cost', 'sent_at', 'delivered_at', 'read_at'];

const differ = (names: readonly string[]): string => {
  const rowOf = (row: string) => `(${names.map((name) => `${row}.${name}`).join(', ')})`;
  return `${rowOf('now')} is distinct from ${rowOf('before')}`;
};

const reportColumns = 'sender_id, channel, category, template_name, country, api_key_id';

/**
 * Each statement that changes messages writes one row of the outbox, and one row of campaign_deltas for each kind of change.
 *
 * - A message that a worker claims, or that comes back from a claim unsent, has no event: nobody outside sees a change. Of
 *   messages outside campaigns, it has no delta either.
 * - Twilio's price counts only in the currency of the price list, which budgets use too; otherwise the expected cost still
 *   counts. For budgets, a message outside a campaign counts once Twilio has told its price.
 * - The cost of a failed attempt stays spent when the message is retried.
 * - A person counts once as reached, even if both the WhatsApp message and its fallback SMS arrived. If both arrive in one
 *   statement, the WhatsApp message counts.
 */
export const messageTriggers = [
  latencyChanges,
  sql`
    create function note_messages() returns trigger language plpgsql as $$
    begin
      -- A message outside campaigns answers its person, unless it waits for its time, is a login code or confirms a keyword.
      if exists (select from inbound_messages where waits_until is not null and answered_at is null) then
        with answered as materialized (
          select heard.id, added.created_at as at, added.api_key_id
          from added join inbound_messages as heard
            on heard.from_index = added.to_index and heard.sender_id = added.sender_id
          where added.campaign_id is null and added.fallback_for is null and added.confirms is null
            and added.send_at is null and added.category <> 'authentication' and heard.waits_until is not null
            and heard.answered_at is null and heard.received_at <= added.created_at
          order by heard.id for no key update of heard
        )
        update inbound_messages set answered_at = answered.at, answered_by = answered.api_key_id
        from answered where inbound_messages.id = answered.id and inbound_messages.answered_at is null;
      end if;
      with named as (
        insert into twilio_sids (sid_key, message_id) select sid_key(twilio_sid), id from added where twilio_sid is not null
      ),
      told as (
        insert into outbox (ids, statuses, attempts, events)
        select array_agg(id), array_agg(status), array_agg(attempts), count(*) from added
        having count(*) > 0
      )
      insert into campaign_deltas (
        campaign_id, is_fallback, status, reason, error_code, n, cost_change, day, hour, cost, ${sql.raw(reportColumns)}
      )
      select
        campaign_id, fallback_for is not null, status, reason, error_code, count(*),
        coalesce(sum(cost_of(status, channel, null, cost)) filter (where campaign_id is not null), 0),
        (created_at at time zone 'UTC')::date, date_trunc('hour', created_at, 'UTC'),
        sum(cost_of(status, channel, null, cost)), ${sql.raw(reportColumns)}
      from added
      group by 1, 2, 3, 4, 5, 8, 9, ${sql.raw(reportColumns)};
      return null;
    end $$`,
  sql`
    create trigger note_messages after insert on messages referencing new table as added
    for each statement execute function note_messages()`,
  // The sessions of this package forbid the planner hash joins, and a nested loop here would read one list for each of the
  // other.
  sql`
    create function note_moves() returns trigger language plpgsql
    set enable_hashjoin = on set enable_nestloop = off as $$
    begin
      -- Claims of messages outside campaigns, a third of all changes, end here: they change nothing that is counted or told.
      if not exists (
        select from moved as now join before on before.id = now.id
        where now.campaign_id is not null
          or now.status not in ('accepted', 'sending') or before.status not in ('accepted', 'sending')
          or ${sql.raw(differ(facts))}
      ) then
        return null;
      end if;
      with pairs as materialized (
        select
          now.id, now.attempts, now.created_at, now.campaign_id, now.fallback_id, now.fallback_for,
          now.sender_id, now.channel, now.category, now.template_name, now.country, now.api_key_id,
          before.status as status_before, before.reason as reason_before, before.error_code as error_code_before,
          now.status, now.reason, now.error_code, before.twilio_sid as sid_before, now.twilio_sid, before.cost as expected_before, now.cost as expected,
          before.price is not null as is_priced_before, now.price is not null as is_priced,
          case when before.price is not null
            then case when before.price_currency = (select currency from price_lists) then abs(before.price) end
          end as price_before,
          case when now.price is not null
            then case when now.price_currency = (select currency from price_lists) then abs(now.price) end
          end as price,
          case when before.price is not null or now.price is not null
            then (select count(*) > 0 from settings where name = 'whatsapp_price_is_whole') else false
          end as is_whole,
          case
            when ${sql.raw(differ(['sent_at', 'delivered_at', 'read_at']))}
            then latency_changes(${sql.raw([...timesOf('before', '.'), ...timesOf('now', '.')].join(', '))})
          end as latencies
        from moved as now join before on before.id = now.id
        where ${sql.raw(differ(['status', 'reason', 'error_code', ...facts]))}
      ),
      released as (
        delete from twilio_sids where sid_key = any (array(
          select sid_key(sid_before) from pairs where sid_before is distinct from twilio_sid and sid_before is not null
        ))
      ),
      named as (
        insert into twilio_sids (sid_key, message_id)
        select sid_key(twilio_sid), id from pairs where twilio_sid is distinct from sid_before and twilio_sid is not null
      ),
      told as (
        insert into outbox (ids, statuses, attempts, error_codes, reasons, events)
        select array_agg(id), array_agg(status), array_agg(attempts), array_agg(error_code), array_agg(reason), count(*)
        from pairs
        where status <> 'sending' and status <> status_before and not (status = 'accepted' and status_before = 'sending')
        having count(*) > 0
      ),
      costed as (
        select *,
          status = 'accepted' and status_before in ('failed', 'undelivered') as is_retried,
          cost_of(status_before, channel, price_before, expected_before, is_whole) as cost_before,
          cost_of(status, channel, price, expected, is_whole) as cost
        from pairs
      )
      insert into campaign_deltas (
        campaign_id, is_fallback, status_before, reason_before, error_code_before, status, reason, error_code,
        n, cost_change, reached, day, hour, cost_before, cost, charged_before, charged, latencies, ${sql.raw(reportColumns)}
      )
      select
        campaign_id, fallback_for is not null, status_before, reason_before, error_code_before, status, reason, error_code,
        count(*),
        sum(
          case when campaign_id is null and not is_priced then 0 else cost end
          - case when is_retried or campaign_id is null and not is_priced_before then 0 else cost_before end
        ),
        count(*) filter (
          where status in ('delivered', 'read') and status_before not in ('delivered', 'read')
            and case
              when coalesce(fallback_id, fallback_for) is null then true
              when coalesce(fallback_id, fallback_for) = any (array(
                select id from pairs
                where fallback_for is not null
                  and status in ('delivered', 'read') and status_before not in ('delivered', 'read')
              )) then true
              else (status_of_message(coalesce(fallback_id, fallback_for)) in ('delivered', 'read')) is not true
            end
        ),
        (created_at at time zone 'UTC')::date, date_trunc('hour', created_at, 'UTC'),
        sum(case when is_retried then 0 else cost_before end), sum(cost),
        sum(case when is_retried then 0 else coalesce(price_before, 0) end), sum(coalesce(price, 0)),
        string_agg(latencies, ','), ${sql.raw(reportColumns)}
      from costed
      where campaign_id is not null or latencies is not null
        or (cost, price) is distinct from (cost_before, price_before)
        or status not in ('accepted', 'sending') or status_before not in ('accepted', 'sending')
      group by 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, ${sql.raw(reportColumns)};
      return null;
    end $$`,
  sql`
    create trigger note_moves after update on messages referencing old table as before new table as moved
    for each statement execute function note_moves()`,
];
