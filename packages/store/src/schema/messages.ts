import type { Category, Channel, EventType, Metadata, ReplyKeyword, Status } from '@recado/contract';
import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely';

export type MessagesTable = {
  id: string;
  campaign_id: string | null;
  /** Names the current or future fallback SMS of a WhatsApp message. */
  fallback_id: string | null;
  /** Names the WhatsApp message of a fallback SMS. */
  fallback_for: string | null;
  /** A campaign message has its number's time zones, and the end of their open window. */
  zone_set: number | null;
  window_until: Date | null;
  /** Holds the expected cost in the price list's currency. */
  cost: string | null;
  created_at: Date;
  /** When it may be claimed: at first send_at or created_at, later the time of its next attempt. `infinity`: parked, without a job. */
  due_at: Date;
  send_at: Date | null;
  valid_until: Date | null;
  /** Holds the time of the last claim. */
  claimed_at: Date | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  read_at: Date | null;
  /** The first answer of its person. */
  replied_at: Date | null;
  opted_out_at: Date | null;
  status: Status;
  /** The status by which indexes find it; null once it was delivered. See the baseline. */
  indexed_as: GeneratedAlways<Status | null>;
  /** It was sent, and a task noticed that its next status is late. */
  is_late: boolean | null;
  channel: Channel;
  category: Category;
  error_code: number | null;
  attempts: Generated<number>;
  /** Counts the attempts before the last retry. */
  attempts_before: Generated<number>;
  segments: number | null;
  sender_id: string;
  /** See makeBlindIndex. */
  to_index: Buffer;
  /** Holds the E.164 number. */
  to_sealed: Buffer;
  /** Holds JSON of `{ body, media? }` or `{ variables }`. */
  content_sealed: Buffer;
  template_name: string | null;
  template_language: string | null;
  twilio_sid: string | null;
  price: string | null;
  price_currency: string | null;
  reference: string | null;
  reason: string | null;
  error_message: string | null;
  metadata: JSONColumnType<Metadata> | null;
  /** Names the keyword that the message confirms to the person. */
  confirms: ReplyKeyword | null;
  /** The country of the number in two letters; null if it is unknown. */
  country: string | null;
  /** The API key that made the message. Campaigns, people and Recado have none. */
  api_key_id: string | null;
  /** The sampled span that created the message. */
  trace: Buffer | null;
  has_delivery_receipt: boolean | null;
  has_read_receipt: boolean | null;
  /** The time of the callback `sent`, which has no event of its own. */
  sent_receipt_at: Date | null;
  /** The attempt whose answer is in sent_at and twilio_sid, and has no event of its own. */
  submitted_attempt: number | null;
};

export type MessageEventsTable = {
  message_id: string;
  id: string;
  at: Date;
  type: Exclude<EventType, 'accepted'>;
  error_code: number | null;
  attempt: number | null;
  status: string | null;
  twilio_sid: string | null;
  detail: string | null;
};
