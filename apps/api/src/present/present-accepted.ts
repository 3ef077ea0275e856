import type { Message } from '@recado/contract';
import type { NewMessage, RecordedMessage } from '@recado/messaging';
import { presentMessage, type View } from './message.ts';

const templateOf = ({ content }: NewMessage) =>
  content.kind === 'template' ? { templateName: content.name, templateLanguage: content.language } : {};

/** A message that was accepted just now. Its segments are ours to guess until Twilio has counted them. */
export const presentNew = ({ segments: _segments, ...message }: NewMessage, view: View): Message =>
  presentMessage({ ...message, ...templateOf(message), status: 'accepted', attempts: 0 }, view);

/** A message as it was when it was accepted, whatever became of it since: a repeated request gets the first answer. */
export const presentAsAccepted = (message: RecordedMessage, view: View): Message => {
  const { id, status: _status, reason: _reason, ...shown } = presentMessage(message, view);
  const { twilio_sid: _sid, error: _error, segments: _segments, price: _price, ...unsent } = shown;
  const { sent_at: _sent, delivered_at: _delivered, read_at: _read, fallback, ...asAccepted } = unsent;
  return { id, status: 'accepted', ...asAccepted, attempts: 0, ...(fallback && { fallback: { channel: 'sms' } }) };
};

/** A message as it was when it was accepted to be sent anew. */
export const presentAsAcceptedAgain = (message: RecordedMessage, view: View): Message => ({
  ...presentAsAccepted(message, view),
  attempts: message.attemptsBefore ?? 0,
});
