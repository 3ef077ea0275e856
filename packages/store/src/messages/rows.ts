import type { Status } from '@recado/contract';
import type { Enqueueing, RecordedEvent, RecordedMessage } from '@recado/messaging';
import type { Selectable } from 'kysely';
import { openIfKept } from '../encryption/sealed-content.ts';
import { recipientOf, type Sealer } from '../encryption/sealer.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { MessageEventsTable, MessagesTable } from '../schema/messages.ts';

const shown = [
  'id',
  'status',
  'reason',
  'sender_id',
  'channel',
  'category',
  'to_sealed',
  'template_name',
  'template_language',
  'reference',
  'metadata',
  'campaign_id',
  'fallback_id',
  'fallback_for',
  'attempts',
  'attempts_before',
  'twilio_sid',
  'error_code',
  'error_message',
  'segments',
  'price',
  'price_currency',
  'created_at',
  'claimed_at',
  'send_at',
  'valid_until',
  'sent_at',
  'delivered_at',
  'read_at',
  'has_delivery_receipt',
  'has_read_receipt',
  'sent_receipt_at',
  'submitted_attempt',
] as const satisfies (keyof MessagesTable)[];

/** The columns that `messageOfRow` reads, without the content. */
export const messageColumns = shown;

export type MessageRow = Pick<Selectable<MessagesTable>, (typeof shown)[number]>;

type Statuses = ReadonlyMap<string, Status>;

/** `statuses` has the statuses of the fallback SMS. */
export const messageOfRow = (row: MessageRow, { tryOpen }: Sealer, statuses: Statuses): RecordedMessage => ({
  id: row.id,
  status: row.status,
  senderId: row.sender_id,
  channel: row.channel,
  category: row.category,
  attempts: row.attempts,
  createdAt: row.created_at,
  ...(row.attempts_before > 0 && { attemptsBefore: row.attempts_before }),
  ...priceOf(row),
  ...(row.status === 'sending' && row.reason !== null && row.claimed_at && { waitingSince: row.claimed_at }),
  ...fallbackOf(row, statuses),
  ...omitNulls({
    to: openIfKept(tryOpen, row.to_sealed, recipientOf(row.id)),
    reason: row.reason,
    templateName: row.template_name,
    templateLanguage: row.template_language,
    reference: row.reference,
    metadata: row.metadata,
    campaignId: row.campaign_id,
    fallbackFor: row.fallback_for,
    twilioSid: row.twilio_sid,
    errorCode: row.error_code,
    errorMessage: row.error_message,
    segments: row.segments,
    sendAt: row.send_at,
    validUntil: row.valid_until,
    sentAt: row.sent_at,
    deliveredAt: row.delivered_at,
    readAt: row.read_at,
  }),
});

const priceOf = ({ price, price_currency: currency }: MessageRow) =>
  price !== null && currency !== null ? { price: { amount: price, currency } } : {};

const fallbackOf = ({ fallback_id: id }: MessageRow, statuses: Statuses) =>
  id === null ? {} : { fallback: { id, ...omitNulls({ status: statuses.get(id) }) } };

/** All events of a message, the oldest first: those in `rows`, and those that its own times keep. */
export const eventsOf = (message: MessageRow, rows: readonly Selectable<MessageEventsTable>[]): RecordedEvent[] => {
  const events = [...rows.map(eventOfRow), ...receiptsOf(message)].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const [submission] = submissionOf(message);
  if (!submission) return events;
  // A callback at the same time comes after the answer to the request.
  const place = events.findIndex(
    ({ at, type }) => at > submission.at || (at.getTime() === submission.at.getTime() && type === 'callback'),
  );
  return events.toSpliced(place === -1 ? events.length : place, 0, submission);
};

const submissionOf = ({ sent_at: at, submitted_attempt: attempt, twilio_sid: sid }: MessageRow): RecordedEvent[] =>
  at && attempt !== null ? [{ at, type: 'submitted', status: 'sent', attempt, ...omitNulls({ twilioSid: sid }) }] : [];

const receiptsOf = (row: MessageRow): RecordedEvent[] => {
  const receiptOf = (status: Status, at: Date | null, isReported: boolean | null): RecordedEvent[] =>
    at && isReported ? [{ at, type: 'callback', status, ...omitNulls({ twilioSid: row.twilio_sid }) }] : [];
  return [
    ...receiptOf('sent', row.sent_receipt_at, true),
    ...receiptOf('delivered', row.delivered_at, row.has_delivery_receipt),
    ...receiptOf('read', row.read_at, row.has_read_receipt),
  ];
};

const eventOfRow = (row: Selectable<MessageEventsTable>): RecordedEvent => ({
  at: row.at,
  type: row.type,
  ...omitNulls({
    status: row.status,
    attempt: row.attempt,
    twilioSid: row.twilio_sid,
    errorCode: row.error_code,
    detail: row.detail,
  }),
});

export type EnqueueingRow = { id: string; sender_id: string; campaign_id: string | null; segments: number | null };

/** The fields of an accepted message that the queue needs. */
export const enqueueingOfRow = (row: EnqueueingRow): Enqueueing => ({
  messageId: row.id,
  senderId: row.sender_id,
  ...(row.segments !== null && { segments: row.segments }),
  ...(row.campaign_id !== null && { lane: 'campaign' }),
});
