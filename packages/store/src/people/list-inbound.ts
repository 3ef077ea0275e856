import type { InboundContent, InboundFilter, RecordedInbound } from '@recado/messaging';
import type { Kysely, Selectable } from 'kysely';
import { personOf, type BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { given } from '../rows/given.ts';
import type { Schema } from '../schema/index.ts';
import { inboundContentOf, inboundSenderOf } from '../sealing/place.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

export const inboundOfRow = (row: Selectable<Schema['inbound_messages']>, sealer: Sealer): RecordedInbound => ({
  id: row.id,
  twilioSid: row.twilio_sid,
  receivedAt: row.received_at,
  channel: row.channel,
  from: sealer.open(row.from_sealed, inboundSenderOf(row.id)),
  content: JSON.parse(sealer.open(row.content_sealed, inboundContentOf(row.id))) as InboundContent,
  ...given({ senderId: row.sender_id, wish: row.wish, replyTo: row.reply_to, campaignId: row.campaign_id }),
});

/** The newest first, by their ids. `from` is E.164 and finds a person under every spelling of the number. */
export const listInbound = async (
  { kysely, sealer, indexOf }: Deps,
  { from, campaign_id: campaignId, before, limit }: InboundFilter,
): Promise<RecordedInbound[]> => {
  let query = kysely.selectFrom('inbound_messages').selectAll().orderBy('id', 'desc').limit(limit);
  if (from !== undefined) query = query.where('from_index', '=', personOf(from, indexOf));
  if (campaignId !== undefined) query = query.where('campaign_id', '=', campaignId);
  if (before !== undefined) query = query.where('id', '<', before);
  return (await query.execute()).map((row) => inboundOfRow(row, sealer));
};
