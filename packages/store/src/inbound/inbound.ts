import {
  type InboundContent,
  type InboundFilter,
  type NewInbound,
  type RecordedInbound,
  type TakenIn,
} from '@recado/messaging';
import { sql, type Kysely, type RawBuilder, type Selectable } from 'kysely';
import type { Pool } from 'pg';
import { contactIndexOf, type BlindIndex } from '../encryption/blind-index.ts';
import { inboundContentOf, inboundSenderOf, type Sealer } from '../encryption/sealer.ts';
import { directionOf, hasSid, isInRange, omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { acceptConfirmation, findConfirmationBasis, lockConfirmations } from './confirmations.ts';
import { makeInboundReads } from './inbound-reads.ts';
import { changeWait, waitsUntil } from './waits.ts';
import { applyWish, auditWish, receivedAtOf } from './wishes.ts';
import { joinLinkedContacts, linkRecipient, linkWhatsappId } from './whatsapp-ids.ts';

type InsertInboundDeps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

export const inboundOfRow = (row: Selectable<Schema['inbound_messages']>, sealer: Sealer): RecordedInbound => ({
  id: row.id,
  twilioSid: row.twilio_sid,
  receivedAt: row.received_at,
  channel: row.channel,
  from: sealer.tryOpen(row.from_sealed, inboundSenderOf(row.id)) ?? '',
  content: JSON.parse(sealer.tryOpen(row.content_sealed, inboundContentOf(row.id)) ?? '{}') as InboundContent,
  ...omitNulls({
    senderId: row.sender_id,
    wish: row.wish,
    optOutRequest: row.opt_out_request,
    replyTo: row.reply_to,
    campaignId: row.campaign_id,
  }),
});

/** Stores inbound messages. */
export const inboundMethods = (deps: InboundDeps) => ({
  findConfirmationBasis: (from: string) => findConfirmationBasis(deps, from),
  insertInbound: (inbound: NewInbound) => insertInbound(deps, inbound),
  countUndecided: () => countUndecided(deps.kysely),
  loadInbound: (filter: InboundFilter) => loadInbound(deps, filter),
  linkRecipient: (messageId: string, recipient: Parameters<typeof linkRecipient>[2]) =>
    linkRecipient(deps, messageId, recipient),
  joinLinkedContacts: (limit: number) => joinLinkedContacts(deps.kysely, limit),
  ...makeInboundReads(deps.kysely),
});

const insert = async ({ kysely, sealer, indexOf }: InsertInboundDeps, inbound: NewInbound): Promise<TakenIn> => {
  const { id, channel, wish = null, optOutRequest = null } = inbound;
  const person = contactIndexOf(inbound.from, indexOf);
  const { rows } = await sql<{ outcome: TakenIn }>`
    with named as (
      select id, campaign_id
      from (select ${inbound.repliedTo ?? null}::text as sid) as replied join messages on ${sql.raw(hasSid('replied.sid'))}
      where to_index = ${person}
    ),
    latest as (
      select id, campaign_id from messages
      where to_index = ${person} and channel = ${channel} and campaign_id is not null and sent_at >= ${inbound.answersSince}
      order by sent_at desc
      limit 1
    ),
    answered as (
      select * from named union all select * from latest where not exists (select from named)
    ),
    kept as (
      insert into inbound_messages (
        id, twilio_sid, received_at, channel, sender_id, address, from_index, from_sealed, content_sealed, wish, opt_out_request,
        reply_to, campaign_id, waits_until
      )
      values (
        ${id}, ${inbound.twilioSid}, ${receivedAtOf(inbound, person)}, ${channel}, ${inbound.senderId ?? null}, ${inbound.to}, ${person},
        ${sealer.seal(inbound.from, inboundSenderOf(id))},
        ${sealer.seal(JSON.stringify(inbound.content), inboundContentOf(id))},
        ${wish}, ${optOutRequest}, (select id from answered), (select campaign_id from answered),
        ${waitsUntil(inbound, person)}
      )
      on conflict (twilio_sid) do nothing
      returning id, from_index, channel, sender_id, wish, opt_out_request, received_at
    ),
    ${applyWish(inbound)},
    ${answer(inbound)},
    waited as (${changeWait(inbound, person)}),
    logged as (${auditWish(inbound)}),
    confirmed as (${acceptConfirmation(inbound, sealer)})
    select case when exists (select from confirmed) then 'confirmed' else 'kept' end as outcome from kept`.execute(
    kysely,
  );
  return rows[0]?.outcome ?? 'repeated';
};

/**
 * Marks the message that it answers, and counts it. The lock on that message lets each person count once,
 * even if several answers come at the same time. An answer to its fallback SMS does not count the person again.
 */
const answer = ({ receivedAt, content: { button } }: NewInbound): RawBuilder<unknown> => sql`
    answering as (
      select messages.*, fallback_for is not null as is_fallback, coalesce(fallback_id, fallback_for) as other_id,
        replied_at is null as is_first, opted_out_at is null and exists (select from opted_out) as opts_out
      from messages
      where id = (select id from answered) and exists (select from kept)
      for no key update
    ),
    marked as (
      update messages set
        replied_at = coalesce(messages.replied_at, ${receivedAt}),
        opted_out_at = case when opts_out then ${receivedAt} else messages.opted_out_at end
      from answering where messages.id = answering.id and (is_first or opts_out)
    ),
    counted as (
      insert into campaign_deltas (
        campaign_id, is_fallback, replies, replied, opted_out, button, keyword, latencies, day, at,
        hour, sender_id, channel, category, template_name, country, api_key_id
      )
      select answering.campaign_id, coalesce(answering.is_fallback, false), (answering.id is not null)::int,
        coalesce(is_first and other.replied_at is null, false)::int,
        coalesce(opts_out and other.opted_out_at is null, false)::int,
        ${shortened(button?.text)},
        coalesce(kept.wish::text, case kept.opt_out_request when 'clear' then 'opt_out' else kept.opt_out_request end),
        case when is_first then (5000 + latency_bucket(answering.sent_at, ${receivedAt}))::text end,
        (${receivedAt}::timestamptz at time zone 'UTC')::date, ${receivedAt},
        date_trunc('hour', answering.created_at, 'UTC'), coalesce(answering.sender_id, kept.sender_id), answering.channel, answering.category,
        answering.template_name, answering.country, answering.api_key_id
      from kept left join answering on true left join messages as other on other.id = answering.other_id
    )`;

/** PostgreSQL stores no text with a NUL. WhatsApp allows 25 characters. */
const shortened = (text = ''): string | null => text.replaceAll(/\p{Cc}/gu, '').slice(0, 64) || null;

/**
 * Stores an inbound message once per SID, with the message that it answers. That is the one it names, if that went to
 * this person, or the last of a campaign. A replay changes nothing; otherwise a repeated STOP would undo the START
 * after it.
 */
const insertInbound = async (deps: InsertInboundDeps, inbound: NewInbound): Promise<TakenIn> => {
  if (inbound.whatsappId !== undefined) await linkWhatsappId(deps, inbound.from, inbound.whatsappId);
  if (!inbound.confirmation) return insert(deps, inbound);
  return deps.kysely.transaction().execute(async (kysely) => {
    await lockConfirmations(kysely, contactIndexOf(inbound.from, deps.indexOf));
    return insert({ ...deps, kysely }, inbound);
  });
};

/** Loads inbound messages. `from` is E.164 and finds a person under every spelling of the number. */
const loadInbound = async (
  { kysely, sealer, indexOf }: InsertInboundDeps,
  { from, campaign_id: campaignId, undecided, ...range }: InboundFilter,
): Promise<RecordedInbound[]> => {
  let query = kysely
    .selectFrom('inbound_messages')
    .selectAll()
    .where(isInRange(range))
    .orderBy('id', directionOf(range))
    .limit(range.limit);
  if (from !== undefined) query = query.where('from_index', '=', contactIndexOf(from, indexOf));
  if (campaignId !== undefined) query = query.where('campaign_id', '=', campaignId);
  if (undecided === true) query = query.where(isUndecided);
  return (await query.execute()).map((row) => inboundOfRow(row, sealer));
};

/** The message holds marketing to its person, and nobody has decided whether it is an opt-out. */
const isUndecided = sql<boolean>`
  inbound_messages.opt_out_request = 'unclear' and exists (
    select from suppressions
    where suppressions.to_index = inbound_messages.from_index and suppressions.channel = inbound_messages.channel
      and suppressions.purpose = 'unclear'
  )`;

const countUndecided = async (kysely: Kysely<Schema>): Promise<number> => {
  const { rows } = await sql<{ people: number }>`
    select count(distinct (from_index, channel))::int as people from inbound_messages where ${isUndecided}`.execute(
    kysely,
  );
  return rows[0]?.people ?? 0;
};

type InboundDeps = { bulkPool: Pool; kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };
