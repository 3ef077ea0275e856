import type { Status } from '@recado/contract';
import type { RecordedMessage } from '@recado/messaging';
import type { Selectable } from 'kysely';
import type { Sealer } from '../encryption/sealer.ts';
import { given } from '../rows/given.ts';
import type { MessagesTable } from '../schema/index.ts';
import { openIfKept } from '../sealing/erased.ts';
import { recipientOf } from '../sealing/place.ts';

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
  'send_at',
  'valid_until',
  'sent_at',
  'delivered_at',
  'read_at',
] as const satisfies (keyof MessagesTable)[];

/** The columns that `messageOfRow` reads. What the message says is not among them. */
export const messageColumns = shown;

type Row = Pick<Selectable<MessagesTable>, (typeof shown)[number]>;

type Statuses = ReadonlyMap<string, Status>;

const priceOf = ({ price, price_currency: currency }: Row) =>
  price !== null && currency !== null ? { price: { amount: price, currency } } : {};

const fallbackOf = ({ fallback_id: id }: Row, statuses: Statuses) =>
  id === null ? {} : { fallback: { id, ...given({ status: statuses.get(id) }) } };

/** `statuses`: of the SMS that stand in for messages. */
export const messageOfRow = (row: Row, { open }: Sealer, statuses: Statuses): RecordedMessage => ({
  id: row.id,
  status: row.status,
  senderId: row.sender_id,
  channel: row.channel,
  category: row.category,
  attempts: row.attempts,
  createdAt: row.created_at,
  ...(row.attempts_before > 0 && { attemptsBefore: row.attempts_before }),
  ...priceOf(row),
  ...fallbackOf(row, statuses),
  ...given({
    to: openIfKept(open, row.to_sealed, recipientOf(row.id)),
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
