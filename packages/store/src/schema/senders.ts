import type { Channel, SenderEventKind } from '@recado/contract';
import type { QualityRating, SenderEventDetail } from '@recado/messaging';
import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely';

export type SendersTable = {
  id: string;
  channel: Channel;
  address: string;
  mps: number;
  daily_limit: number | null;
  paused: boolean;
  paused_reason: string | null;
  throttled_rate: number | null;
  throttled_at: Date | null;
  throttle_cause: number | null;
  resting_until: Date | null;
  resting_reason: string | null;
  outage_until: Date | null;
  outage_reason: string | null;
  inbound_read_until: Generated<Date | null>;
  inbound_due_at: Generated<Date | null>;
  inbound_behind_since: Generated<Date | null>;
  inbound_problem: Generated<string | null>;
  portfolio: string | null;
  /** Names the portfolio, or the sender alone. */
  limit_group: GeneratedAlways<string>;
  quality_rating: Generated<QualityRating | null>;
  quality_rated_at: Generated<Date | null>;
  quality_low_since: Generated<Date | null>;
  /** 0 stands for none. Null: not known. */
  messaging_limit: Generated<number | null>;
  quality_checked_at: Generated<Date | null>;
  /** The limit of people per day that is in force. */
  people_limit: Generated<number | null>;
  marketing_paused_since: Generated<Date | null>;
  /** Names the sender with the low rating. */
  marketing_paused_by: Generated<string | null>;
  created_at: Date;
  updated_at: Date;
};

export type SenderMinutesTable = {
  sender_id: string;
  minute: Date;
  sent: Generated<number>;
  failed: Generated<number>;
};

export type SenderEventsTable = {
  sender_id: string;
  minute: Date;
  kind: SenderEventKind;
  at: Date;
  times: Generated<number>;
  detail: JSONColumnType<SenderEventDetail>;
};
