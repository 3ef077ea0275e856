import type { NewFallback, NewMessage } from '@recado/messaging';
import { confidentialOf, templateColumnsOf } from '../encryption/sealed-content.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { hexOf } from '../postgres/sql.ts';
import { contentOf, recipientOf } from '../sealing/place.ts';

const after = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);

/** When the SMS may be needed first: Twilio has the message at its time at the earliest, and it may expire before. */
const firstDueOf = (
  { createdAt, sendAt = createdAt, dueAt = sendAt, validUntil }: NewMessage,
  fallback: NewFallback,
) => {
  const times = [
    ...(fallback.after === undefined ? [] : [after(dueAt, fallback.after)]),
    ...(validUntil ? [validUntil] : []),
  ];
  return times.toSorted((a, b) => a.getTime() - b.getTime())[0];
};

/** The SMS that stands by for a message, as JSON of its row: sealed for the message that it becomes. */
export const rowOfFallback = (message: NewMessage, fallback: NewFallback, { seal }: Sealer) => ({
  message_id: message.id,
  sms_id: fallback.id,
  due_at: firstDueOf(message, fallback),
  after_seconds: fallback.after,
  valid_seconds: fallback.validFor,
  segments: fallback.segments,
  is_unreachable: false,
  sender_id: fallback.senderId,
  to_sealed: hexOf(seal(message.to, recipientOf(fallback.id))),
  content_sealed: hexOf(seal(confidentialOf(fallback.content), contentOf(fallback.id))),
  ...templateColumnsOf(fallback.content),
});
