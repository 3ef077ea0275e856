import { sql, type Kysely } from 'kysely';
import { stricterCategory } from './eligibility.ts';
import type { Schema } from '../schema/index.ts';
import type { enqueueingOfRow } from './rows.ts';

type SmsRow = Parameters<typeof enqueueingOfRow>[0];

/**
 * Checks up to `limit` fallback SMS that are due, and creates messages for the needed ones. The WhatsApp message's row
 * is locked too, so a simultaneous status comes before or after. SMS that another worker holds are skipped. The SMS has
 * had its id from the start, and the event carries it. A campaign's SMS is parked, so that its sender is not flooded; a
 * completed campaign runs again for it. A marketing SMS keeps the sending hours of its WhatsApp message. An SMS whose
 * template has become stricter than the message takes its category, and the claim finds its hours.
 */
export const fallBack = async (
  db: Kysely<Schema>,
  at: Date,
  limit: number,
): Promise<{ seen: number; moved: SmsRow[] }> => {
  const { rows } = await sql<{ seen: number; moved: SmsRow[] }>`
    with due as (
      select
        fallbacks.message_id, fallbacks.is_unreachable, fallbacks.after_seconds * interval '1 s' as patience,
        messages.status, messages.sent_at, messages.valid_until, ${at}::timestamptz as at
      from fallbacks join messages on messages.id = fallbacks.message_id
      where fallbacks.due_at <= ${at}
      order by fallbacks.due_at limit ${limit}
      for no key update skip locked
    ),
    judged as (select message_id, at, ${verdict} as verdict, ${nextDue} as next_due from due),
    standing_by as (
      update fallbacks set due_at = judged.next_due
      from judged
      where judged.verdict is null and fallbacks.message_id = judged.message_id
    ),
    over as (
      delete from fallbacks using judged
      where judged.verdict is not null and fallbacks.message_id = judged.message_id
      returning fallbacks.*, judged.at, judged.verdict
    ),
    moved as (
      insert into messages (
        id, fallback_for, campaign_id, created_at, due_at, valid_until, status, channel, category, sender_id, segments,
        to_index, to_sealed, content_sealed, template_name, template_language, reference, metadata, cost,
        country, api_key_id, trace, zone_set, window_until
      )
      select
        over.sms_id, whatsapp.id, whatsapp.campaign_id, over.at,
        case when whatsapp.campaign_id is null then over.at else 'infinity' end, over.at + over.valid_seconds * interval '1 s',
        'accepted', 'sms', sms.category, over.sender_id, over.segments,
        whatsapp.to_index, over.to_sealed, over.content_sealed, over.template_name, over.template_language,
        whatsapp.reference, whatsapp.metadata, ${expectedCost},
        whatsapp.country, whatsapp.api_key_id, whatsapp.trace, whatsapp.zone_set,
        case
          when whatsapp.campaign_id is not null then null
          when sms.category = 'marketing' and whatsapp.category <> 'marketing' then over.at
          else whatsapp.window_until
        end
      from over
      join messages as whatsapp on whatsapp.id = over.message_id
      left join templates
        on templates.name = over.template_name and templates.language = over.template_language
      cross join lateral (
        select ${sql.raw(stricterCategory(['whatsapp.category', 'templates.category', 'templates.twilio_category']))} as category
      ) as sms
      where over.verdict <> 'needless'
      returning id, sender_id, campaign_id, segments
    ),
    again as (
      update campaigns set status = 'running', ended_at = null
      where id in (select campaign_id from moved) and status in ('running', 'completed')
    ),
    logged as (
      insert into message_events (message_id, id, at, type, detail)
      select message_id, sms_id, at, 'fallback_queued', verdict || ': SMS ' || sms_id from over where verdict <> 'needless'
    )
    select (select count(*)::int from due) as seen, coalesce((select json_agg(moved) from moved), '[]') as moved`.execute(
    db,
  );
  return rows[0] ?? { seen: 0, moved: [] };
};

/** Decides about a fallback SMS that is due; null means that it keeps waiting. */
const verdict = sql`
  case
    when status in ('delivered', 'read', 'canceled', 'suppressed') then 'needless'
    when status in ('failed', 'undelivered') and is_unreachable then 'WhatsApp does not reach the person'
    when status = 'expired' then 'WhatsApp did not take it in time'
    when status = 'sent' and sent_at + patience <= at then 'not delivered in time'
  end`;

/** When to look again: a message that has not been sent yet has all of its time from now at the least. */
const nextDue = sql`
  case
    when status = 'sent' then sent_at + patience
    when status in ('accepted', 'sending') and num_nonnulls(patience, valid_until) > 0
      then greatest(at + interval '5 s', least(valid_until, at + patience))
  end`;

/** The expected cost of a campaign's SMS by the price list, as far as the list covers it. */
const expectedCost = sql`(
  select prices.amount * coalesce(over.segments, 1)
  from recipients join prices on prices.country in (recipients.country, '*')
  where recipients.campaign_id = whatsapp.campaign_id and recipients.to_index = whatsapp.to_index
    and prices.channel = 'sms' and prices.category = sms.category::text::price_category
  order by prices.country = '*' limit 1
)`;
