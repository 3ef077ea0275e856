import type { Channel, InboundOptOut, ReplyKeyword } from '@recado/contract';
import type { Generated } from 'kysely';

type InboundMessagesTable = {
  id: string;
  twilio_sid: string;
  received_at: Date;
  channel: Channel;
  /** Null when no sender has its address. */
  sender_id: string | null;
  address: string;
  from_index: Buffer;
  from_sealed: Buffer;
  /** JSON of what was written, pressed and sent along. */
  content_sealed: Buffer;
  wish: ReplyKeyword | null;
  opt_out_request: InboundOptOut | null;
  reply_to: string | null;
  campaign_id: string | null;
  /** The end of the service window, if this is the first message that its person wrote since the last answer. */
  waits_until: Date | null;
  answered_at: Date | null;
  /** The API key that answered. */
  answered_by: string | null;
};

/** Ids of WhatsApp that Twilio named beside a number. */
type WhatsappIdsTable = {
  id: string;
  to_index: Buffer;
  /** Identifies a number and its ids alike. */
  link: string;
  /** It is null in the row of the number. */
  id_sealed: Buffer | null;
  linked_at: Generated<Date>;
  /** True once the data that was stored under the id is moved to the number. */
  is_joined: Generated<boolean>;
};

/** Callbacks of messages that are not in the record. */
type UnknownCallbacksTable = {
  id: string;
  message_id: string;
  twilio_sid: string;
  twilio_status: string;
  error_code: number | null;
  received_at: Date;
};

export type InboundSchema = {
  inbound_messages: InboundMessagesTable;
  whatsapp_ids: WhatsappIdsTable;
  stray_callbacks: UnknownCallbacksTable;
};
