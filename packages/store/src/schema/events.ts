import type { Status, WebhookFilter } from '@recado/contract';
import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely';

/** The events of one statement. The arrays have one element for each event. */
type EventsColumns = {
  /** Null: messages, whose events have the names of their statuses. */
  type: string | null;
  ids: string[] | null;
  statuses: Status[] | null;
  attempts: number[] | null;
  error_codes: (number | null)[] | null;
  reasons: (string | null)[] | null;
  /** For a row of one event. */
  detail: JSONColumnType<Record<string, unknown>> | null;
};

export type OutboxTable = EventsColumns & {
  id: GeneratedAlways<string>;
  at: Generated<Date>;
  events: Generated<number>;
};

export type EventNumbersTable = { audit_id: string; to_index: Buffer; to_sealed: Buffer };

export type EventLogTable = EventsColumns & {
  /** The UTC day on which the events got their numbers. */
  day: Date;
  /** The number of the last event of the row. */
  last_sequence: string;
  at: Date;
  events: number;
};

export type EventHeadTable = { is_only: Generated<boolean>; sequence: string };

export type WebhooksTable = {
  id: string;
  url: string;
  /** Null: all. */
  types: string[] | null;
  filter: JSONColumnType<WebhookFilter> | null;
  include_numbers: boolean;
  secret_sealed: Buffer;
  former_secret_sealed: Buffer | null;
  former_until: Date | null;
  status: Generated<'active' | 'parked' | 'ended'>;
  reason: string | null;
  created_at: Date;
  created_by: string;
  sequence: string;
  ahead: Generated<string[]>;
  replay_after: string | null;
  replay_to: string | null;
  failing_since: Date | null;
  tries: Generated<number>;
  next_at: Date;
  leased_until: Date | null;
};

/** An event that a webhook has not got: it failed, or waits behind one that did. */
export type WebhookWaitingTable = {
  webhook_id: string;
  sequence: string;
  subject: string;
  tries: number;
  failed_at: Date | null;
  next_at: Date | null;
};

/** One request that failed, or the requests of a batch that succeeded. */
export type WebhookDeliveriesTable = {
  webhook_id: string;
  id: GeneratedAlways<string>;
  at: Date;
  first_sequence: string;
  last_sequence: string;
  events: number;
  status: number | null;
  error: string | null;
};

export type EventSchema = {
  outbox: OutboxTable;
  event_log: EventLogTable;
  event_numbers: EventNumbersTable;
  event_head: EventHeadTable;
  webhooks: WebhooksTable;
  webhook_waiting: WebhookWaitingTable;
  webhook_deliveries: WebhookDeliveriesTable;
};
