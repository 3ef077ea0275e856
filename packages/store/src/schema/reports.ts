import type { Category, Channel, Status } from '@recado/contract';
import type { Generated, GeneratedAlways } from 'kysely';

/** Changes of messages, and messages that people sent, which are not added up yet. */
export type CampaignDeltasTable = {
  id: GeneratedAlways<string>;
  campaign_id: string | null;
  is_fallback: Generated<boolean>;
  /** Null of a message that is new. */
  status_before: Status | null;
  reason_before: string | null;
  error_code_before: number | null;
  status: Status | null;
  reason: string | null;
  error_code: number | null;
  n: Generated<number>;
  cost_change: Generated<string>;
  /** The people who are reached and were not before. */
  reached: Generated<number>;
  /** Counts messages that people sent in answer. */
  replies: Generated<number>;
  /** 1 when a person answers the message for the first time; so with opt-outs. */
  replied: Generated<number>;
  opted_out: Generated<number>;
  button: string | null;
  /** The keyword, or `opt_out` or `unclear` for a sentence. */
  keyword: string | null;
  /** The day whose spending it is: the UTC day of the message's created_at. */
  day: Date;
  at: Generated<Date>;
  /** The UTC hour in which the messages were accepted. */
  hour: Date | null;
  sender_id: string | null;
  channel: Channel | null;
  category: Category | null;
  template_name: string | null;
  country: string | null;
  api_key_id: string | null;
  /** The cost of the messages before and after the change. Twilio had told the part that is charged. */
  cost_before: Generated<string>;
  cost: Generated<string>;
  charged_before: Generated<string>;
  charged: Generated<string>;
  /** Ended stages as `1012,-2040`: the digit of the stage, and the bucket. A minus takes one back. */
  latencies: string | null;
};

/** Empty texts and 0 stand for none. */
export type ReportKeysTable = {
  id: GeneratedAlways<number>;
  sender_id: string;
  channel: Channel;
  category: Category;
  template_name: string;
  country: string;
  campaign_id: string;
  api_key_id: string;
  status: Status;
  reason: string;
  error_code: number;
};

type Figures = {
  messages: Generated<string>;
  cost: Generated<string>;
  charged: Generated<string>;
  reached: Generated<string>;
  replied: Generated<string>;
  opted_out: Generated<string>;
};

export type ReportHoursTable = Figures & { hour: Date; key_id: number };

export type ReportDaysTable = Figures & { day: Date; key_id: number };

/** Counts messages by stage of their way and by duration, see latency_bucket. */
type Latencies = { sender_id: string; category: Category; stage: number; bucket: number; messages: string };

export type LatencyHoursTable = Latencies & { hour: Date };

export type LatencyDaysTable = Latencies & { day: Date };

/** Counts messages that people sent, by the hour in which they came. */
export type InboundHoursTable = {
  hour: Date;
  sender_id: string;
  campaign_id: string;
  keyword: string;
  button: string;
  messages: string;
};

/** Counts people who waited for an answer, by the hour in which they wrote. The bucket is -1 without an answer. */
export type AnswerHoursTable = {
  hour: Date;
  sender_id: string;
  campaign_id: string;
  answered_by: string;
  bucket: number;
  people: string;
  within_day: string;
  windows_closed: string;
};

export type ReportSchema = {
  campaign_deltas: CampaignDeltasTable;
  report_keys: ReportKeysTable;
  report_hours: ReportHoursTable;
  report_days: ReportDaysTable;
  latency_hours: LatencyHoursTable;
  latency_days: LatencyDaysTable;
  inbound_hours: InboundHoursTable;
  answer_hours: AnswerHoursTable;
};
