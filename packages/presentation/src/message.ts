import type { InboundMessage, Message, MessageEvent } from '@recado/contract';
import {
  maskNumber,
  type NewMessage,
  type RecordedEvent,
  type RecordedInbound,
  type RecordedMessage,
} from '@recado/messaging';
import { explainCode } from '@recado/twilio';

/** True if the reader may see full numbers and texts. */
export type View = { unmasked: boolean };

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
  ...omitUndefined({
    reason: message.reason,
    waiting_since: message.waitingSince?.toISOString(),
    template: message.templateName,
    language: message.templateLanguage,
    reference: message.reference,
    metadata: message.metadata,
    campaign_id: message.campaignId,
    twilio_sid: message.twilioSid,
    error: errorOf(message, view),
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

/** The texts of errors with a code are Twilio's, which may quote what was sent: they are as personal as the number. */
const errorOf = ({ errorCode: code, errorMessage }: RecordedMessage, { unmasked }: View) => {
  if (code === undefined) return errorMessage === undefined ? undefined : { message: errorMessage };
  const text = unmasked ? errorMessage : explainCode(code)?.meaning;
  return { code, message: text ?? `Twilio's error ${code}` };
};

const fallbackOf = ({ fallback }: RecordedMessage): Message['fallback'] =>
  fallback && { channel: 'sms', ...(fallback.status && { id: fallback.id, status: fallback.status }) };

/** A message that was accepted just now. Its segments are ours to guess until Twilio has counted them. */
export const presentNew = ({ segments: _segments, ...message }: NewMessage, view: View): Message =>
  presentMessage({ ...message, ...templateOf(message), status: 'accepted', attempts: 0 }, view);

const templateOf = ({ content }: NewMessage) =>
  content.kind === 'template' ? { templateName: content.name, templateLanguage: content.language } : {};

/** A message as it was when it was accepted, without later changes: a repeated request gets the first response. */
export const presentAsAccepted = (message: RecordedMessage, view: View): Message => {
  const { id, status: _status, reason: _reason, waiting_since: _since, ...shown } = presentMessage(message, view);
  const { twilio_sid: _sid, error: _error, segments: _segments, price: _price, ...unsent } = shown;
  const { sent_at: _sent, delivered_at: _delivered, read_at: _read, fallback, ...asAccepted } = unsent;
  return { id, status: 'accepted', ...asAccepted, attempts: 0, ...(fallback && { fallback: { channel: 'sms' } }) };
};

/** A message as it was when its retry was accepted. */
export const presentAsAcceptedAgain = (message: RecordedMessage, view: View): Message => ({
  ...presentAsAccepted(message, view),
  attempts: message.attemptsBefore ?? 0,
});

/** Formats an event. Twilio's own words are left out for a caller who may not see texts. */
export const presentEvent = (event: RecordedEvent, { unmasked }: View): MessageEvent => ({
  at: event.at.toISOString(),
  type: event.type,
  ...omitUndefined({
    status: event.status,
    attempt: event.attempt,
    twilio_sid: event.twilioSid,
    error_code: event.errorCode,
    detail: unmasked || !isByTwilio(event) ? event.detail : undefined,
  }),
});

const isByTwilio = ({ type, errorCode }: RecordedEvent): boolean => type === 'callback' || errorCode !== undefined;

/** A number as the one who looks may see it, and what stands in its place once it was erased. */
export const showNumber = (e164: string | undefined, { unmasked }: View): string => {
  if (e164 === undefined) return 'erased';
  return unmasked ? e164 : maskNumber(e164);
};

type Defined<Members> = { [Name in keyof Members]?: Exclude<Members[Name], undefined> };

/** The members of an answer that have a value; the others are left out. */
export const omitUndefined = <Members extends object>(members: Members): Defined<Members> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<Members>;

/** Formats an inbound message for the API. Its text is as personal as the number. */
export const presentInbound = (inbound: RecordedInbound, { unmasked }: View): InboundMessage => ({
  id: inbound.id,
  from: unmasked ? inbound.from : maskNumber(inbound.from),
  channel: inbound.channel,
  received_at: inbound.receivedAt.toISOString(),
  twilio_sid: inbound.twilioSid,
  ...omitUndefined({
    sender: inbound.senderId,
    wish: inbound.wish,
    opt_out_request: inbound.optOutRequest,
    reply_to: inbound.replyTo,
    campaign_id: inbound.campaignId,
  }),
  ...(unmasked && contentOf(inbound)),
});

const contentOf = ({ content: { body, button, media } }: RecordedInbound) =>
  omitUndefined({
    body,
    button,
    media: media?.map(({ url, contentType }) => ({ url, ...omitUndefined({ content_type: contentType }) })),
  });
