import type { InboundMessage } from '@recado/contract';
import { maskNumber, type RecordedInbound } from '@recado/messaging';
import { given } from './given.ts';
import type { View } from './message.ts';

const contentOf = ({ content: { body, button, media } }: RecordedInbound) =>
  given({
    body,
    button,
    media: media?.map(({ url, contentType }) => ({ url, ...given({ content_type: contentType }) })),
  });

/** A message that a person sent as the API shows it. What was written is as much the person's own as the number. */
export const presentInbound = (inbound: RecordedInbound, { unmasked }: View): InboundMessage => ({
  id: inbound.id,
  from: unmasked ? inbound.from : maskNumber(inbound.from),
  channel: inbound.channel,
  received_at: inbound.receivedAt.toISOString(),
  twilio_sid: inbound.twilioSid,
  ...given({
    sender: inbound.senderId,
    wish: inbound.wish,
    reply_to: inbound.replyTo,
    campaign_id: inbound.campaignId,
  }),
  ...(unmasked && contentOf(inbound)),
});
