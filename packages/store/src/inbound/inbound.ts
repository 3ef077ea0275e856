import type { NewInbound, TakenIn } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { personOf, type BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { noteWish } from '../people/note-wish.ts';
import type { Schema } from '../schema/index.ts';
import { inboundContentOf, inboundSenderOf } from '../sealing/place.ts';
import { acceptConfirmation, lockConfirmations } from './confirmations.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

const insert = async ({ kysely, sealer, indexOf }: Deps, inbound: NewInbound): Promise<TakenIn> => {
  const { id, receivedAt, channel, wish = null } = inbound;
  const person = personOf(inbound.from, indexOf);
  const { rows } = await sql<{ outcome: TakenIn }>`
    with named as (
      select id, campaign_id from messages
      where twilio_sid = ${inbound.repliedTo ?? null} and to_index = ${person}
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
        id, twilio_sid, received_at, channel, sender_id, address, from_index, from_sealed, content_sealed, wish, reply_to,
        campaign_id
      )
      values (
        ${id}, ${inbound.twilioSid}, ${receivedAt}, ${channel}, ${inbound.senderId ?? null}, ${inbound.to}, ${person},
        ${sealer.seal(inbound.from, inboundSenderOf(id))},
        ${sealer.seal(JSON.stringify(inbound.content), inboundContentOf(id))},
        ${wish}, (select id from answered), (select campaign_id from answered)
      )
      on conflict (twilio_sid) do nothing
      returning from_index, channel, sender_id, wish, received_at
    ),
    opted_out as (
      insert into suppressions (to_index, channel, purpose, source, at)
      select from_index, channel, 'all', 'reply', received_at from kept where wish = 'stop'
      on conflict do nothing
      returning purpose
    ),
    opted_in as (
      delete from suppressions using kept
      where kept.wish = 'start' and suppressions.to_index = kept.from_index and suppressions.channel = kept.channel
      returning purpose
    ),
    noted as (${noteWish(inbound)}),
    confirmed as (${acceptConfirmation(inbound, sealer)})
    select case when exists (select from confirmed) then 'confirmed' else 'kept' end as outcome from kept`.execute(
    kysely,
  );
  return rows[0]?.outcome ?? 'repeated';
};

/**
 * Keeps what a person sent, once by its SID, with the message that it answers: the one it names, if that went to this
 * person, or the last of a campaign. What comes again changes nothing, or a STOP that is told twice would undo the START
 * after it.
 */
export const insertInbound = (deps: Deps, inbound: NewInbound): Promise<TakenIn> =>
  inbound.confirmation
    ? deps.kysely.transaction().execute(async (kysely) => {
        await lockConfirmations(kysely, personOf(inbound.from, deps.indexOf));
        return insert({ ...deps, kysely }, inbound);
      })
    : insert(deps, inbound);
