import type {
  CampaignEventType,
  CampaignStatus,
  Category,
  Channel,
  FollowUpCondition,
  SendFallback,
  SendingWindow,
  Status,
} from '@recado/contract';
import type { OutcomeCounts } from '@recado/messaging';
import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely';

/** `place` is the last row of the source that was copied. */
type StoredCopy = {
  from: string;
  where: FollowUpCondition[];
  after_seconds: number;
  cutoff: string;
  place?: { zone_set: number; slot: number; after: string };
  left_out: Record<string, number>;
  is_done: boolean;
};

export type CampaignsTable = {
  id: string;
  name: string;
  status: Generated<CampaignStatus>;
  status_reason: string | null;
  channel: Channel;
  category: Category;
  template_name: string;
  template_language: string;
  language_per_recipient: Generated<boolean>;
  variables: JSONColumnType<Record<string, string>>;
  /** This is the pool: sender k of n owns the slots with slot % n = k. */
  sender_ids: string[];
  send_at: Date | null;
  sending_window: JSONColumnType<SendingWindow> | null;
  valid_seconds: number | null;
  budget_amount: string | null;
  budget_currency: string | null;
  fallback: JSONColumnType<SendFallback> | null;
  cap_messages: number | null;
  cap_seconds: number | null;
  consent_source: string | null;
  consent_evidence: string | null;
  excluded_campaigns: string[] | null;
  dry_run: Generated<boolean>;
  audience_copy: JSONColumnType<StoredCopy> | null;
  first_part: number | null;
  first_part_fed_at: Date | null;
  recipients: Generated<string>;
  exclusions: Generated<string>;
  /** Counts the changes of everything but the audience. */
  version: Generated<number>;
  audience_version: Generated<number>;
  created_at: Date;
  created_by: string;
  updated_at: Date;
  launched_at: Date | null;
  launched_by: string | null;
  /** The sampled span of the launch. */
  trace: Buffer | null;
  ignores_balance: boolean | null;
  paused_at: Date | null;
  ended_at: Date | null;
};

export type CampaignEventsTable = {
  campaign_id: string;
  id: string;
  at: Date;
  /** Null when Recado did it by itself. */
  by: string | null;
  type: CampaignEventType;
  reason: string | null;
  detail: JSONColumnType<Record<string, string | number>> | null;
};

export type CampaignWatchesTable = {
  campaign_id: string;
  since: Date;
  base: JSONColumnType<OutcomeCounts>;
  start: JSONColumnType<OutcomeCounts>;
};

export type ZoneSetsTable = { id: GeneratedAlways<number>; zones: string[] };

export type RecipientsTable = {
  campaign_id: string;
  /** The message of this recipient has the same id. */
  id: string;
  zone_set: number;
  /** 0 to 63, derived from to_index. It selects the sender of a pool. */
  slot: number;
  segments: number | null;
  extra_segments: number | null;
  line: string;
  country: string | null;
  /** The language that was chosen for this person; null for that of the campaign. */
  language: string | null;
  /** Holds the reason for the exclusion, as known at the import. */
  kept_back: string | null;
  to_index: Buffer;
  /** Sealed for the place in its message; so is the content, which is the row's own variables. */
  to_sealed: Buffer;
  content_sealed: Buffer;
  fallback_id: string | null;
  fallback_language: string | null;
  fallback_segments: number | null;
  fallback_extra_segments: number | null;
  fallback_to_sealed: Buffer | null;
  fallback_content_sealed: Buffer | null;
};

export type AudienceZonesTable = { campaign_id: string; zone_set: number; people: string };

export type AudienceLanguagesTable = {
  campaign_id: string;
  language: string;
  /** Empty if the fallback SMS has one language for all. */
  fallback_language: Generated<string>;
  people: string;
};

export type FeedCursorsTable = {
  campaign_id: string;
  sender_id: string;
  zone_set: number;
  slots: number[];
  slot: Generated<number>;
  after: Generated<string>;
  is_done: Generated<boolean>;
};

export type ExclusionsTable = { campaign_id: string; to_index: Buffer };

export type ImportsTable = {
  id: string;
  campaign_id: string;
  list: 'recipients' | 'exclusions';
  at: Date;
  imported_by: string;
  accepted: string;
  duplicates: string;
  rejected: string;
  kept_back: string;
  ignored_columns: Generated<string[]>;
};

export type ImportRejectionsTable = { import_id: string; line: string; field: string; reason: string };

export type SuppressionsTable = {
  to_index: Buffer;
  channel: Channel;
  purpose: 'all' | 'marketing' | 'unclear';
  source: string;
  at: Date;
};

export type ConsentStatesTable = { to_index: Buffer; channel: Channel; purpose: string; granted: boolean; at: Date };

export type ContactsTable = {
  to_index: Buffer;
  timezone: string | null;
  language: string | null;
  updated_at: Date;
};

export type MarketingPacesTable = { to_index: Buffer; recent: Date[]; last_sender_id: string };

export type ReachedPeopleTable = { limit_group: string; to_index: Buffer; at: Date };

export type ReachedCountsTable = { limit_group: string; people: Generated<number> };

export type SettingsTable = { name: string; value: JSONColumnType<object>; updated_at: Date };

/** Describes the changes of a campaign in one minute. */
export type CampaignMinutesTable = {
  campaign_id: string;
  minute: Date;
  sent: Generated<number>;
  delivered: Generated<number>;
  read: Generated<number>;
  failed: Generated<number>;
  suppressed: Generated<number>;
  canceled: Generated<number>;
  /** Messages that people sent in answer. */
  replied: Generated<number>;
  cost: Generated<string>;
};

export type CampaignCountsTable = {
  campaign_id: string;
  is_fallback: boolean;
  status: Status;
  reason: Generated<string>;
  error_code: Generated<number>;
  messages: string;
};

/** The cost of a campaign, and the people that it reached, that answered it and that opted out in answer. */
export type CampaignCostsTable = {
  campaign_id: string;
  amount: Generated<string>;
  reached: Generated<string>;
  replied: Generated<string>;
  opted_out: Generated<string>;
};

export type CampaignButtonsTable = { campaign_id: string; button: string; presses: string };

export type CampaignLatenciesTable = {
  campaign_id: string;
  stage: 'read' | 'reply';
  bucket: number;
  messages: string;
};

/** The number of its messages that were sent in a second. */
export type CampaignPacesTable = { campaign_id: string; second: number; at: Date; messages: number };

export type CampaignSchema = {
  campaigns: CampaignsTable;
  campaign_events: CampaignEventsTable;
  campaign_watches: CampaignWatchesTable;
  zone_sets: ZoneSetsTable;
  recipients: RecipientsTable;
  audience_zones: AudienceZonesTable;
  audience_languages: AudienceLanguagesTable;
  feed_cursors: FeedCursorsTable;
  exclusions: ExclusionsTable;
  imports: ImportsTable;
  import_rejections: ImportRejectionsTable;
  suppressions: SuppressionsTable;
  consent_states: ConsentStatesTable;
  contacts: ContactsTable;
  marketing_paces: MarketingPacesTable;
  reached_people: ReachedPeopleTable;
  reached_counts: ReachedCountsTable;
  settings: SettingsTable;
  campaign_counts: CampaignCountsTable;
  campaign_costs: CampaignCostsTable;
  campaign_buttons: CampaignButtonsTable;
  campaign_latencies: CampaignLatenciesTable;
  campaign_paces: CampaignPacesTable;
  campaign_minutes: CampaignMinutesTable;
};
