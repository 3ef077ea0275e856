import { sql } from 'kysely';

/**
 * A message costs Twilio's price once that is known, and before that the expected cost. Unless Twilio's price of WhatsApp is
 * whole, it may lack Meta's fee: then the greater of both counts. A message costs nothing if it never left or did not arrive;
 * an undelivered SMS is charged all the same.
 */
const costOf = sql`
  create function cost_of(status message_status, channel channel, price numeric, cost numeric, is_whole boolean default false)
  returns numeric
  language sql immutable parallel safe
  return case
    when price is not null and (is_whole or channel <> 'whatsapp') then abs(price)
    else greatest(abs(price), case
      when status in ('accepted', 'sending', 'sent', 'delivered', 'read') then coalesce(cost, 0)
      when status = 'undelivered' and channel = 'sms' then coalesce(cost, 0)
      else 0
    end)
  end`;

/**
 * The bucket of a duration: four for each doubling, from one millisecond on. The middle of bucket b is 2 ^ ((b - 0.5) / 4) ms,
 * which is within 9 % of all durations in it.
 */
const latencyBucket = sql`
  create function latency_bucket(since timestamptz, until timestamptz) returns smallint
  language sql immutable strict parallel safe
  return ceil(4 * ln(greatest(1, extract(epoch from until - since)::float8 * 1000)) / ln(2::float8))::smallint`;

/**
 * Twilio's price counts only in the currency of the price list, which budgets use too; otherwise the expected cost still
 * counts. A message outside a campaign counts once Twilio has told its price. The cost of a failed attempt stays spent when the message is retried.
 */
const changes = [
  sql`
  create function note_change() returns trigger language plpgsql as $$
  declare
    currency text := case
      when old.price is not null or new.price is not null then (select price_lists.currency from price_lists)
    end;
    price_before numeric := case when old.price_currency = currency then old.price end;
    price numeric := case when new.price_currency = currency then new.price end;
    is_whole boolean := currency is not null and exists (select from settings where name = 'whatsapp_price_is_whole');
  begin
    insert into campaign_deltas (
      campaign_id, is_fallback, status_before, reason_before, error_code_before, status, reason, error_code, cost_change,
      reached, latency, day
    ) values (
      new.campaign_id, new.fallback_for is not null,
      old.status, old.reason, old.error_code, new.status, new.reason, new.error_code,
      case
        when new.campaign_id is null and new.price is null then 0
        else cost_of(new.status, new.channel, price, new.cost, is_whole)
      end - case
        when new.status = 'accepted' and old.status in ('failed', 'undelivered') or old.campaign_id is null and old.price is null then 0
        else cost_of(old.status, old.channel, price_before, old.cost, is_whole)
      end,
      (
        new.status in ('delivered', 'read') and old.status not in ('delivered', 'read') and not exists (
          select from messages as other
          where other.id = coalesce(new.fallback_id, new.fallback_for) and other.status in ('delivered', 'read')
        )
      )::int,
      case when new.status = 'read' and old.status <> 'read' then latency_bucket(new.sent_at, new.read_at) end,
      (new.created_at at time zone 'UTC')::date
    );
    return null;
  end $$`,
  // A message outside a campaign costs one comparison here.
  sql`
    create trigger note_change after update on messages for each row
      when (
        new.campaign_id is not null
        and (old.status, old.reason, old.error_code, old.price, old.cost)
          is distinct from (new.status, new.reason, new.error_code, new.price, new.cost)
        or old.price is distinct from new.price
      )
      execute function note_change()`,
  // The fallback SMS of a campaign's message counts from its creation.
  sql`
    create function note_fallback() returns trigger language plpgsql as $$
    begin
      insert into campaign_deltas (campaign_id, is_fallback, status, cost_change, day)
      values (
        new.campaign_id, true, new.status, cost_of(new.status, new.channel, null, new.cost),
        (new.created_at at time zone 'UTC')::date
      );
      return null;
    end $$`,
  sql`
    create trigger note_fallback after insert on messages for each row
      when (new.campaign_id is not null and new.fallback_for is not null)
      execute function note_fallback()`,
];

/** The functions and triggers that write campaign_deltas. */
export const campaignChanges = [costOf, latencyBucket, ...changes];
