import type { FeedRequest } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import {
  isOnExclusionList,
  isOptedOut,
  isOptOutUnclear,
  lacksConsent,
  latestConsent,
} from '../messages/eligibility.ts';
import type { enqueueingOfRow } from '../messages/rows.ts';
import type { Schema } from '../schema/index.ts';

/** `span`: the number of the cursor's slots to read; `limit`: the most people to feed. */
export type Step = FeedRequest & { senderId: string; span: number; limit: number };

type FeedRow = Parameters<typeof enqueueingOfRow>[0];

/** `beyond_budget`: the budget is too small for the next person. */
export type StepResult = {
  moved: FeedRow[];
  people: number;
  units: number;
  is_over: boolean;
  beyond_budget: boolean;
  budget_left: string | null;
};

/**
 * Creates messages for the next people of one cursor and moves the cursor behind them, in one statement. The
 * messages of excluded people are `suppressed`.
 */
export const feedRecipients = async (db: Kysely<Schema>, step: Step): Promise<StepResult> => {
  const parts = [page(step), judged(step), fed(step), inserted(step), logged(step), moved(step)];
  const { rows } = await sql<StepResult>`
    with ${sql.join(parts)}
    select
      coalesce((select json_agg(inserted) from inserted where status = 'accepted'), '[]') as moved,
      (select count(*)::int from fed) as people,
      (select coalesce(sum(units), 0)::int from fed) as units,
      coalesce((select is_done from moved), true) as is_over,
      exists (
        select from measured
        where spent > ${step.budgetLeft ?? null}::numeric and units_before < ${step.units}
      ) as beyond_budget,
      (${step.budgetLeft ?? null}::numeric - (select coalesce(max(spent), 0) from fed))::text as budget_left`.execute(
    db,
  );
  const [result] = rows;
  if (!result) throw new Error('A select without a source has a row');
  return result;
};

/**
 * Reads the next people of the cursor's slots in cursor order. Reading by slot keeps each person from being read twice.
 */
const page = ({ campaignId, zoneSet, senderId, span, limit }: Step) => sql`
  cursor as (
    select * from feed_cursors
    where campaign_id = ${campaignId} and sender_id = ${senderId} and zone_set = ${zoneSet} and not is_done
    for update
  ),
  spans as (
    select owned.slot from cursor, unnest(cursor.slots) as owned (slot)
    where owned.slot >= cursor.slot
    order by owned.slot limit ${span}
  ),
  page as (
    select people.* from cursor cross join spans cross join lateral (
      select * from recipients
      where recipients.campaign_id = cursor.campaign_id and recipients.zone_set = cursor.zone_set
        and recipients.slot = spans.slot
        and recipients.id > case
          when spans.slot = cursor.slot then cursor.after else '00000000-0000-0000-0000-000000000000'
        end
      order by recipients.id limit ${limit}
    ) as people
    order by people.slot, people.id limit ${limit}
  )`;

const priced = sql`
  coalesce(page.segments, 1) * (
    select amount from prices
    where prices.channel = campaigns.channel and prices.category = campaigns.category::text::price_category
      and prices.country in (page.country, '*')
    order by prices.country = '*' limit 1
  )`;

const terms = { granted: latestConsent('page.to_index', 'campaigns'), basis: 'campaigns.consent_source' };

/**
 * The reason why a person is sent nothing, and the expected cost of the others. An opt-out at the import may have ended
 * since, so opt-outs are looked up again.
 */
const judged = ({ windowUntil }: Step) => sql`
  judged as (
    select page.*, ${priced} as price,
      case
        when ${windowUntil === 'never'} then 'window_never_opens'
        when page.kept_back <> 'opted_out' then page.kept_back
        when ${sql.raw(isOnExclusionList('page.to_index', 'campaigns'))} then 'excluded'
        when ${sql.raw(isOptedOut('page.to_index', 'campaigns'))} then 'opted_out'
        when ${sql.raw(isOptOutUnclear('page.to_index', 'campaigns'))} then 'opt_out_unclear'
        when ${sql.raw(lacksConsent('campaigns', terms))} then 'no_consent'
      end as reason
    from page join campaigns on campaigns.id = page.campaign_id
  ),
  weighed as (
    select *,
      case when reason is null then coalesce(segments, 1) else 0 end as units,
      case when reason is null then coalesce(price, 0) else 0 end as expense
    from judged
  ),
  measured as (
    select *, sum(units) over walk - units as units_before, sum(expense) over walk as spent
    from weighed window walk as (order by slot, id)
  )`;

/** Takes people in order, until the rate or the budget does not suffice for the next one. */
const fed = ({ units, budgetLeft }: Step) => sql`
  fed as (
    select * from measured
    where units_before < ${units} and (${budgetLeft ?? null}::numeric is null or spent <= ${budgetLeft ?? null}::numeric)
  )`;

/** One message of each step is traced, whatever the size of the campaign. */
const inserted = ({ at, windowUntil, senderId }: Step) => sql`
  inserted as (
    insert into messages (
      id, campaign_id, zone_set, window_until, cost, created_at, due_at, valid_until, status, reason, channel, category,
      sender_id, segments, to_index, to_sealed, content_sealed, template_name, template_language, fallback_id,
      country, trace
    )
    select
      fed.id, campaigns.id, fed.zone_set, ${windowUntil === 'never' ? null : windowUntil}, fed.price, ${at}, ${at},
      ${at}::timestamptz + campaigns.valid_seconds * interval '1 s',
      (case when reason is null then 'accepted' else 'suppressed' end)::message_status, reason,
      campaigns.channel, campaigns.category, ${senderId}, fed.segments, fed.to_index, fed.to_sealed,
      fed.content_sealed, campaigns.template_name, coalesce(fed.language, campaigns.template_language),
      case when campaigns.fallback is not null then fed.fallback_id end, fed.country,
      case when units_before = 0 and reason is null then campaigns.trace end
    from fed join campaigns on campaigns.id = fed.campaign_id
    order by fed.id
    on conflict do nothing
    returning id, sender_id, campaign_id, segments, status, reason, fallback_id
  ),
  standing_by as (
    insert into fallbacks (
      message_id, sms_id, due_at, after_seconds, valid_seconds, segments, sender_id, to_sealed, content_sealed,
      template_name, template_language
    )
    select
      fed.id, fed.fallback_id,
      least(
        ${at}::timestamptz + (fallback ->> 'after')::integer * interval '1 s',
        ${at}::timestamptz + campaigns.valid_seconds * interval '1 s'
      ),
      (fallback ->> 'after')::integer, campaigns.valid_seconds, fed.fallback_segments,
      coalesce(fallback ->> 'sender', (select id from senders where channel = 'sms' order by created_at, id limit 1)),
      fed.fallback_to_sealed, fed.fallback_content_sealed, fallback ->> 'template',
      case
        when fallback ? 'template'
        then coalesce(fed.fallback_language, fallback ->> 'language', campaigns.template_language)
      end
    from inserted join fed on fed.id = inserted.id join campaigns on campaigns.id = fed.campaign_id
    where inserted.status = 'accepted' and inserted.fallback_id is not null
  )`;

const logged = ({ at }: Step) => sql`
  logged as (
    insert into message_events (message_id, id, at, type, status, detail)
    select id, ${uuidv7()}, ${at}, 'suppressed', 'suppressed', reason from inserted where status = 'suppressed'
  )`;

/** Moves the cursor behind the last person who was fed, or behind the slots when these are empty. */
const moved = ({ limit }: Step) => sql`
  stand as (
    select
      (select count(*) from page) < ${limit} and (select count(*) from fed) = (select count(*) from page) as is_passed,
      (select max(slot) from spans) as last_slot,
      (select (array_agg(fed.slot order by slot desc, id desc))[1] from fed) as fed_slot,
      (select (array_agg(fed.id order by slot desc, id desc))[1] from fed) as fed_id
  ),
  moved as (
    update feed_cursors
    set
      slot = case when is_passed then coalesce(following.slot, last_slot, cursor.slot)
        else coalesce(fed_slot, cursor.slot) end,
      after = case when is_passed then '00000000-0000-0000-0000-000000000000'
        else coalesce(fed_id, cursor.after) end,
      is_done = is_passed and following.slot is null
    from cursor cross join stand cross join lateral (
      select min(owned.slot) as slot from unnest(cursor.slots) as owned (slot) where owned.slot > stand.last_slot
    ) as following
    where feed_cursors.campaign_id = cursor.campaign_id and feed_cursors.sender_id = cursor.sender_id
      and feed_cursors.zone_set = cursor.zone_set
    returning feed_cursors.is_done
  )`;
