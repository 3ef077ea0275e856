import type { Message } from '@recado/contract';
import type { RecordedMessage } from '@recado/messaging';
import { given } from './given.ts';
import { showNumber } from './show-number.ts';

/** Whether the one who looks may see numbers in full. */
export type View = { unmasked: boolean };

const errorOf = ({ errorCode: code, errorMessage }: RecordedMessage) =>
  code === undefined && errorMessage === undefined
    ? undefined
    : { ...given({ code }), message: errorMessage ?? `Twilio's error ${code}` };

const fallbackOf = ({ fallback }: RecordedMessage): Message['fallback'] =>
  fallback && { channel: 'sms', ...(fallback.status && { id: fallback.id, status: fallback.status }) };

/** A message as the API shows it. */
export const presentMessage = (message: RecordedMessage, view: View): Message => ({
  id: message.id,
  status: message.status,
  to: showNumber(message.to, view),
  channel: message.channel,
  category: message.category,
  sender: message.senderId,
  attempts: message.attempts,
  created_at: message.createdAt.toISOString(),
  ...given({
    reason: message.reason,
    template: message.templateName,
    language: message.templateLanguage,
    reference: message.reference,
    metadata: message.metadata,
    campaign_id: message.campaignId,
    twilio_sid: message.twilioSid,
    error: errorOf(message),
    segments: message.segments,
    price: message.price,
    send_at: message.sendAt?.toISOString(),
    valid_until: message.validUntil?.toISOString(),
    sent_at: message.sentAt?.toISOString(),
    delivered_at: message.deliveredAt?.toISOString(),
    read_at: message.readAt?.toISOString(),
    fallback: fallbackOf(message),
    fallback_for: message.fallbackFor,
  }),
});
