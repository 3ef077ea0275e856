import type { Status } from '@recado/contract';
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

export type EventLogTable = EventsColumns & {
  /** The UTC day on which the events got their numbers. */
  day: Date;
  /** The number of the last event of the row. */
  last_sequence: string;
  at: Date;
  events: number;
};

export type EventHeadTable = { is_only: Generated<boolean>; sequence: string };

export type EventSchema = { outbox: OutboxTable; event_log: EventLogTable; event_head: EventHeadTable };
