import type {
  ActorKind,
  ApprovalStatus,
  Category,
  Channel,
  RetriedMessages,
  Scope,
  SmsCharset,
  TemplateContent,
} from '@recado/contract';
import type { AuditEntry } from '@recado/messaging';
import type { Generated, JSONColumnType } from 'kysely';
import type { CampaignSchema } from './campaigns.ts';
import type { MessageEventsTable, MessagesTable } from './messages.ts';
import type { PricingSchema } from './pricing.ts';
import type { EventSchema } from './events.ts';
import type { InboundSchema } from './inbound.ts';
import type { OperationsSchema } from './operations.ts';
import type { ReportSchema } from './reports.ts';
import type { UsersSchema } from './users.ts';
import type { RestoresSchema, RetentionSchema, RotationSchema } from './maintenance.ts';
import type { SenderEventsTable, SenderMinutesTable, SendersTable } from './senders.ts';

export type TemplatesTable = {
  name: string;
  language: string;
  channel: Channel;
  category: Category;
  content_sid: string | null;
  body: string | null;
  sms_charset: SmsCharset | null;
  variables: string[];
  /** Holds the parts of the content at Twilio. */
  content: JSONColumnType<TemplateContent> | null;
  created_at: Date;
  updated_at: Date;
  approval_status: ApprovalStatus | null;
  rejection_reason: string | null;
  /** Null until Twilio was asked about this content. */
  approval_checked_at: Date | null;
  twilio_category: Category | null;
  synced_at: Date | null;
};

export type ApiKeysTable = {
  id: string;
  name: string;
  key_hash: Buffer;
  hint: string;
  scopes: Scope[];
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
  /** Requests a second. */
  rate_limit: Generated<number>;
};

export type AuditLogTable = {
  id: string;
  at: Date;
  /** Names the API key or the person by id. */
  actor_id: string | null;
  actor_name: string;
  actor_kind: Generated<ActorKind>;
  action: string;
  object: string | null;
  detail: JSONColumnType<NonNullable<AuditEntry['detail']>> | null;
};

export type IdempotencyKeysTable = {
  owner: string;
  message_id: string | null;
  created_at: Date;
  key: string;
  request_hash: Buffer;
  /** Holds the response to a request that created no message. */
  answer: JSONColumnType<RetriedMessages> | null;
};

export type FallbacksTable = {
  message_id: string;
  sms_id: string;
  /** When to look whether the SMS is needed. */
  due_at: Date | null;
  after_seconds: number | null;
  valid_seconds: number | null;
  segments: number | null;
  /** Twilio said that WhatsApp does not reach the person. */
  is_unreachable: Generated<boolean>;
  sender_id: string;
  to_sealed: Buffer;
  content_sealed: Buffer;
  template_name: string | null;
  template_language: string | null;
};

export type FormerSidsTable = {
  twilio_sid: string;
  message_id: string;
};

export type ConsentChainTable = {
  sequence: string;
  commitment: Buffer;
  /** The commitments of this link's entries, 32 bytes each in the order of their places; null if there is only one. */
  commitments: Buffer | null;
  hash: Buffer;
};

/** The table has one row. */
type ConsentCheckpointTable = {
  /** The last link that the walk under way has checked; 0 and '' at its start. */
  sequence: string;
  hash: Buffer;
  started_at: Date;
  walk_broken_at: string | null;
  /** The last whole walk: when it reached the end of the chain, and the first broken link that it found. */
  verified_at: Date | null;
  broken_at: string | null;
};

export type ConsentEntriesTable = {
  sequence: string;
  /** Numbers the entries at one link, from 0. */
  place: number;
  salt: Buffer;
  to_index: Buffer;
  channel: Channel;
  granted: boolean;
  occurred_at: Date;
  recorded_at: Date;
  /** Names the campaign whose basis claims the consent. */
  campaign_id: string | null;
  /** Its person has yet to confirm it. */
  is_pending: boolean;
  /** Encrypted JSON: the person, place, text and actor. */
  content_sealed: Buffer;
};

export type EncryptionKeysTable = {
  purpose: 'sealing' | 'index';
  id: string;
  check_value: Buffer;
  created_at: Generated<Date>;
};

export type Schema = CampaignSchema &
  PricingSchema &
  EventSchema &
  RotationSchema &
  InboundSchema &
  OperationsSchema &
  ReportSchema &
  RestoresSchema &
  RetentionSchema &
  UsersSchema & {
    senders: SendersTable;
    sender_minutes: SenderMinutesTable;
    sender_events: SenderEventsTable;
    templates: TemplatesTable;
    messages: MessagesTable;
    message_events: MessageEventsTable;
    former_sids: FormerSidsTable;
    fallbacks: FallbacksTable;
    consent_chain: ConsentChainTable;
    consent_entries: ConsentEntriesTable;
    consent_checkpoint: ConsentCheckpointTable;
    api_keys: ApiKeysTable;
    audit_log: AuditLogTable;
    idempotency_keys: IdempotencyKeysTable;
    encryption_keys: EncryptionKeysTable;
  };
