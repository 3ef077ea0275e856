-- The schema after all migrations. Made by `npm run dump-schema`; not to be edited.

create type approval_status as enum ('unsubmitted', 'received', 'pending', 'approved', 'rejected', 'paused', 'disabled');
create type campaign_status as enum ('draft', 'scheduled', 'running', 'paused', 'completed', 'canceled');
create type category as enum ('utility', 'marketing', 'authentication');
create type channel as enum ('whatsapp', 'sms');
create type event_type as enum ('submitted', 'rejected', 'throttled', 'unsent', 'unknown', 'callback', 'canceled', 'expired', 'suppressed', 'failed', 'found_at_twilio', 'not_found_at_twilio', 'lookup_failed', 'match_withdrawn', 'stopped', 'retried', 'fallback_queued', 'waiting');
create type message_status as enum ('accepted', 'sending', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'suppressed', 'expired', 'canceled');
create type price_category as enum ('utility', 'marketing', 'authentication', 'service');
create type quality_rating as enum ('low', 'medium', 'high');
create type wish as enum ('stop', 'start', 'help');

create table account_balance (
  is_only boolean not null default true,
  amount numeric not null,
  currency text not null,
  read_at timestamp with time zone not null
);
create table account_looks (
  what text not null,
  looked_at timestamp with time zone not null
);
create table alerts (
  subject text not null,
  level smallint not null,
  at timestamp with time zone not null,
  detail jsonb not null,
  id uuid not null
);
create table answer_hours (
  hour timestamp with time zone not null,
  sender_id text not null,
  campaign_id text not null,
  answered_by text not null,
  bucket smallint not null,
  people bigint not null,
  within_day bigint not null,
  windows_closed bigint not null
) with (
  fillfactor=70
);
create table api_keys (
  id uuid not null,
  name text not null,
  key_hash bytea not null,
  hint text not null,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  rate_limit integer not null default 100
);
create table audience_languages (
  campaign_id uuid not null,
  language text not null,
  fallback_language text not null default ''::text,
  people bigint not null
);
create table audience_zones (
  campaign_id uuid not null,
  zone_set smallint not null,
  people bigint not null
);
create table audit_log (
  id uuid not null,
  at timestamp with time zone not null,
  actor_id uuid,
  actor_name text not null,
  actor_kind text not null default 'system'::text,
  action text not null,
  object text,
  detail jsonb
);
create table billed_days (
  day date not null,
  channel channel not null,
  category price_category not null,
  currency text not null,
  amount numeric not null
);
create table bulk_retries (
  id uuid not null,
  filter jsonb not null,
  by text not null,
  created_at timestamp with time zone not null,
  matched integer not null,
  retried integer not null default 0,
  refused integer not null default 0,
  after uuid not null default '00000000-0000-0000-0000-000000000000'::uuid,
  taken_until timestamp with time zone,
  done_at timestamp with time zone,
  canceled_at timestamp with time zone
);
create table campaign_buttons (
  campaign_id uuid not null,
  button text not null,
  presses bigint not null
) with (
  fillfactor=50
);
create table campaign_costs (
  campaign_id uuid not null,
  amount numeric not null default 0,
  reached bigint not null default 0,
  replied bigint not null default 0,
  opted_out bigint not null default 0
) with (
  fillfactor=50
);
create table campaign_counts (
  campaign_id uuid not null,
  is_fallback boolean not null,
  status message_status not null,
  reason text not null default ''::text,
  error_code integer not null default 0,
  messages bigint not null
) with (
  fillfactor=50
);
create table campaign_deltas (
  id bigint not null,
  campaign_id uuid,
  is_fallback boolean not null default false,
  status_before message_status,
  reason_before text,
  error_code_before integer,
  status message_status,
  reason text,
  error_code integer,
  n integer not null default 1,
  cost_change numeric not null default 0,
  day date not null,
  reached integer not null default 0,
  replies smallint not null default 0,
  replied smallint not null default 0,
  opted_out smallint not null default 0,
  button text,
  keyword text,
  at timestamp with time zone not null default now(),
  hour timestamp with time zone,
  sender_id text,
  channel channel,
  category category,
  template_name text,
  country text,
  api_key_id uuid,
  cost_before numeric not null default 0,
  cost numeric not null default 0,
  charged_before numeric not null default 0,
  charged numeric not null default 0,
  latencies text
) with (
  autovacuum_vacuum_scale_factor=0,
  autovacuum_vacuum_threshold=20000
);
create table campaign_events (
  campaign_id uuid not null,
  id uuid not null,
  at timestamp with time zone not null,
  by text,
  type text not null,
  reason text,
  detail jsonb
);
create table campaign_latencies (
  campaign_id uuid not null,
  stage text not null,
  bucket smallint not null,
  messages bigint not null
) with (
  fillfactor=50
);
create table campaign_minutes (
  campaign_id uuid not null,
  minute timestamp with time zone not null,
  sent integer not null default 0,
  delivered integer not null default 0,
  read integer not null default 0,
  failed integer not null default 0,
  suppressed integer not null default 0,
  canceled integer not null default 0,
  replied integer not null default 0,
  cost numeric not null default 0
) with (
  fillfactor=50
);
create table campaign_paces (
  campaign_id uuid not null,
  second smallint not null,
  at timestamp with time zone not null,
  messages integer not null
) with (
  fillfactor=50
);
create table campaign_watches (
  campaign_id uuid not null,
  since timestamp with time zone not null,
  base jsonb not null,
  start jsonb not null
);
create table campaigns (
  id uuid not null,
  name text not null,
  status campaign_status not null default 'draft'::campaign_status,
  status_reason text,
  channel channel not null,
  category category not null,
  template_name text not null,
  template_language text not null,
  language_per_recipient boolean not null default false,
  variables jsonb not null default '{}'::jsonb,
  sender_ids text[] not null,
  send_at timestamp with time zone,
  sending_window jsonb,
  valid_seconds integer,
  budget_amount numeric,
  budget_currency text,
  fallback jsonb,
  cap_messages smallint,
  cap_seconds integer,
  consent_source text,
  consent_evidence text,
  excluded_campaigns uuid[],
  dry_run boolean not null default false,
  audience_copy jsonb,
  first_part integer,
  first_part_fed_at timestamp with time zone,
  recipients bigint not null default 0,
  exclusions bigint not null default 0,
  version integer not null default 1,
  audience_version integer not null default 0,
  created_at timestamp with time zone not null,
  created_by text not null,
  updated_at timestamp with time zone not null,
  launched_at timestamp with time zone,
  launched_by text,
  trace bytea,
  ignores_balance boolean,
  paused_at timestamp with time zone,
  ended_at timestamp with time zone
);
create table consent_chain (
  sequence bigint not null,
  commitment bytea not null,
  hash bytea not null,
  commitments bytea
);
create table consent_checkpoint (
  is_only boolean not null default true,
  sequence bigint not null default 0,
  hash bytea not null default '\x'::bytea,
  started_at timestamp with time zone not null default now(),
  walk_broken_at bigint,
  verified_at timestamp with time zone,
  broken_at bigint
);
create table consent_entries (
  sequence bigint not null,
  salt bytea not null,
  to_index bytea not null,
  channel channel not null,
  granted boolean not null,
  occurred_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  content_sealed bytea not null,
  place integer not null default 0,
  campaign_id uuid,
  is_pending boolean not null default false
);
create table consent_states (
  to_index bytea not null,
  channel channel not null,
  purpose text not null,
  granted boolean not null,
  at timestamp with time zone not null
);
create table contacts (
  to_index bytea not null,
  timezone text,
  language text,
  updated_at timestamp with time zone not null
);
create table database_identity (
  is_only boolean not null default true,
  written_by text not null,
  place text not null,
  seen_at timestamp with time zone not null
) with (
  fillfactor=10
);
create table encryption_keys (
  purpose text not null,
  id text not null,
  check_value bytea not null,
  created_at timestamp with time zone not null default now()
);
create table event_head (
  is_only boolean not null default true,
  sequence bigint not null
) with (
  fillfactor=10
);
create table event_log (
  day date not null,
  last_sequence bigint not null,
  at timestamp with time zone not null,
  type text,
  ids uuid[],
  statuses message_status[],
  attempts smallint[],
  error_codes integer[],
  reasons text[],
  detail jsonb,
  events integer not null
) partition by RANGE (day);
create table event_log_default (
  day date not null,
  last_sequence bigint not null,
  at timestamp with time zone not null,
  type text,
  ids uuid[],
  statuses message_status[],
  attempts smallint[],
  error_codes integer[],
  reasons text[],
  detail jsonb,
  events integer not null
) partition of event_log DEFAULT;
create table event_numbers (
  audit_id uuid not null,
  to_index bytea not null,
  to_sealed bytea not null
);
create table exclusions (
  campaign_id uuid not null,
  to_index bytea not null
);
create table fallbacks (
  message_id uuid not null,
  sms_id uuid not null,
  due_at timestamp with time zone,
  after_seconds integer,
  valid_seconds integer,
  segments smallint,
  is_unreachable boolean not null default false,
  sender_id text not null,
  to_sealed bytea not null,
  content_sealed bytea not null,
  template_name text,
  template_language text
);
create table feed_cursors (
  campaign_id uuid not null,
  sender_id text not null,
  zone_set smallint not null,
  slots smallint[] not null,
  slot smallint not null default 0,
  after uuid not null default '00000000-0000-0000-0000-000000000000'::uuid,
  is_done boolean not null default false
) with (
  fillfactor=50
);
create table former_sids (
  twilio_sid text not null,
  message_id uuid not null
);
create table idempotency_keys (
  owner uuid not null,
  message_id uuid,
  created_at timestamp with time zone not null,
  key text not null,
  request_hash bytea not null,
  answer jsonb
);
create table import_rejections (
  import_id uuid not null,
  line bigint not null,
  field text not null,
  reason text not null
);
create table imports (
  id uuid not null,
  campaign_id uuid not null,
  list text not null,
  at timestamp with time zone not null,
  imported_by text not null,
  accepted bigint not null,
  duplicates bigint not null,
  rejected bigint not null,
  kept_back bigint not null,
  ignored_columns text[] not null default '{}'::text[]
);
create table inbound_hours (
  hour timestamp with time zone not null,
  sender_id text not null,
  campaign_id text not null,
  keyword text not null,
  button text not null,
  messages bigint not null
) with (
  fillfactor=70
);
create table inbound_messages (
  id uuid not null,
  twilio_sid text not null,
  received_at timestamp with time zone not null,
  channel channel not null,
  sender_id text,
  address text not null,
  from_index bytea not null,
  from_sealed bytea not null,
  content_sealed bytea not null,
  wish wish,
  opt_out_request text,
  reply_to uuid,
  campaign_id uuid,
  waits_until timestamp with time zone,
  answered_at timestamp with time zone,
  answered_by uuid
);
create table index_rotations (
  keys integer not null,
  check_value bytea not null,
  filling text,
  after jsonb,
  until jsonb,
  filled bigint not null default 0,
  owed text[] not null default '{}'::text[],
  started_at timestamp with time zone not null,
  switched_at timestamp with time zone,
  ended_at timestamp with time zone
);
create table invites (
  token_hash bytea not null,
  email text,
  role text not null,
  grants text[] not null,
  by text not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone
);
create table key_limits (
  key character varying(255) not null,
  points integer not null default 0,
  expire bigint
) with (
  fillfactor=50
);
create table key_rotations (
  key_id text not null,
  pass integer not null default 1,
  pass_from timestamp with time zone not null,
  sealed_table text,
  after jsonb,
  found bigint not null default 0,
  unreadable bigint not null default 0,
  resealed bigint not null default 0,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone
);
create table latency_days (
  day date not null,
  sender_id text not null,
  category category not null,
  stage smallint not null,
  bucket smallint not null,
  messages bigint not null
) with (
  fillfactor=70
);
create table latency_hours (
  hour timestamp with time zone not null,
  sender_id text not null,
  category category not null,
  stage smallint not null,
  bucket smallint not null,
  messages bigint not null
) with (
  fillfactor=70
);
create table marketing_paces (
  to_index bytea not null,
  recent timestamp with time zone[] not null,
  last_sender_id text not null
) with (
  fillfactor=70
);
create table message_events (
  message_id uuid not null,
  id uuid not null,
  at timestamp with time zone not null,
  type event_type not null,
  error_code integer,
  attempt smallint,
  status text,
  twilio_sid text,
  detail text
) partition by RANGE (uuid_send(message_id));
create table messages (
  id uuid not null,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  send_at timestamp with time zone,
  valid_until timestamp with time zone,
  window_until timestamp with time zone,
  claimed_at timestamp with time zone,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  read_at timestamp with time zone,
  sent_receipt_at timestamp with time zone,
  replied_at timestamp with time zone,
  opted_out_at timestamp with time zone,
  status message_status not null,
  indexed_as message_status default 
CASE
    WHEN (status = ANY (ARRAY['delivered'::message_status, 'read'::message_status])) THEN NULL::message_status
    WHEN ((status = 'sent'::message_status) AND (is_late IS NOT TRUE)) THEN 'sending'::message_status
    ELSE status
END,
  channel channel not null,
  category category not null,
  confirms wish,
  error_code integer,
  attempts smallint not null default 0,
  attempts_before smallint not null default 0,
  submitted_attempt smallint,
  segments smallint,
  zone_set smallint,
  is_late boolean,
  has_delivery_receipt boolean,
  has_read_receipt boolean,
  twilio_sid text,
  reason text,
  error_message text,
  price numeric,
  price_currency text,
  cost numeric,
  campaign_id uuid,
  sender_id text not null,
  to_index bytea not null,
  to_sealed bytea not null,
  content_sealed bytea not null,
  template_name text,
  template_language text,
  reference text,
  metadata jsonb,
  fallback_id uuid,
  fallback_for uuid,
  country text,
  api_key_id uuid,
  trace bytea
) partition by RANGE (uuid_send(id));
create table outbox (
  id bigint not null,
  at timestamp with time zone not null default now(),
  type text,
  ids uuid[],
  statuses message_status[],
  attempts smallint[],
  error_codes integer[],
  reasons text[],
  detail jsonb,
  events integer not null default 1
) with (
  autovacuum_vacuum_scale_factor=0,
  autovacuum_vacuum_threshold=5000
);
create table price_lists (
  is_current boolean not null default true,
  currency text not null,
  version integer not null default 1,
  updated_at timestamp with time zone not null,
  is_example boolean not null default false
);
create table price_looks (
  age_seconds integer not null,
  place timestamp with time zone not null,
  looked_at timestamp with time zone not null default '-infinity'::timestamp with time zone
);
create table prices (
  channel channel not null,
  category price_category not null,
  country text not null,
  amount numeric not null
);
create table process_heartbeats (
  id uuid not null,
  kind text not null,
  host text not null,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  last_callback_at timestamp with time zone
) with (
  fillfactor=50
);
create table reached_counts (
  limit_group text not null,
  people integer not null default 0
) with (
  fillfactor=50
);
create table reached_people (
  limit_group text not null,
  to_index bytea not null,
  at timestamp with time zone not null
);
create table recado_migrations (
  name character varying(255) not null,
  "timestamp" character varying(255) not null
);
create table recado_migrations_lock (
  id character varying(255) not null,
  is_locked integer not null default 0
);
create table recipients (
  campaign_id uuid not null,
  id uuid not null,
  zone_set smallint not null,
  slot smallint not null,
  segments smallint,
  extra_segments smallint,
  line bigint not null,
  country text,
  language text,
  kept_back text,
  to_index bytea not null,
  to_sealed bytea not null,
  content_sealed bytea not null,
  fallback_id uuid,
  fallback_language text,
  fallback_segments smallint,
  fallback_extra_segments smallint,
  fallback_to_sealed bytea,
  fallback_content_sealed bytea
) with (
  autovacuum_vacuum_insert_scale_factor=0,
  autovacuum_vacuum_insert_threshold=500000
);
create table refused_callbacks (
  minute timestamp with time zone not null,
  route text not null,
  callbacks integer not null
) with (
  fillfactor=50
);
create table report_days (
  day date not null,
  key_id integer not null,
  messages bigint not null default 0,
  cost numeric not null default 0,
  charged numeric not null default 0,
  reached bigint not null default 0,
  replied bigint not null default 0,
  opted_out bigint not null default 0
) with (
  fillfactor=70
);
create table report_hours (
  hour timestamp with time zone not null,
  key_id integer not null,
  messages bigint not null default 0,
  cost numeric not null default 0,
  charged numeric not null default 0,
  reached bigint not null default 0,
  replied bigint not null default 0,
  opted_out bigint not null default 0
) with (
  fillfactor=70
);
create table report_keys (
  id integer not null,
  sender_id text not null,
  channel channel not null,
  category category not null,
  template_name text not null,
  country text not null,
  campaign_id text not null,
  api_key_id text not null,
  status message_status not null,
  reason text not null,
  error_code integer not null
);
create table restores (
  found_at timestamp with time zone not null,
  first_id uuid not null,
  backup_at timestamp with time zone not null,
  cause text not null,
  ended_at timestamp with time zone
);
create table retention_left (
  kind text not null,
  message_id uuid not null,
  look_at timestamp with time zone not null
);
create table retention_walks (
  kind text not null,
  campaign_id uuid not null default '00000000-0000-0000-0000-000000000000'::uuid,
  zone_set smallint not null default '-1'::integer,
  slot smallint not null default 0,
  after uuid not null default '00000000-0000-0000-0000-000000000000'::uuid,
  is_done boolean not null default false,
  ended_at timestamp with time zone
) with (
  fillfactor=50
);
create table sender_events (
  sender_id text not null,
  minute timestamp with time zone not null,
  kind text not null,
  at timestamp with time zone not null,
  times integer not null default 1,
  detail jsonb not null
);
create table sender_minutes (
  sender_id text not null,
  minute timestamp with time zone not null,
  sent integer not null default 0,
  failed integer not null default 0
) with (
  fillfactor=50
);
create table senders (
  id text not null,
  channel channel not null,
  address text not null,
  mps double precision not null,
  daily_limit integer,
  paused boolean not null default false,
  paused_reason text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  throttled_rate double precision,
  throttled_at timestamp with time zone,
  throttle_cause integer,
  resting_until timestamp with time zone,
  resting_reason text,
  outage_until timestamp with time zone,
  outage_reason text,
  inbound_read_until timestamp with time zone,
  inbound_due_at timestamp with time zone,
  inbound_behind_since timestamp with time zone,
  inbound_problem text,
  portfolio text,
  limit_group text not null default 
CASE
    WHEN (portfolio IS NULL) THEN ('sender:'::text || id)
    ELSE ('portfolio:'::text || portfolio)
END,
  quality_rating quality_rating,
  quality_rated_at timestamp with time zone,
  quality_low_since timestamp with time zone,
  messaging_limit integer,
  quality_checked_at timestamp with time zone,
  people_limit integer,
  marketing_paused_since timestamp with time zone,
  marketing_paused_by text
);
create table sessions (
  id uuid not null,
  user_id uuid not null,
  token_hash bytea not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  sudo_until timestamp with time zone,
  revoked_at timestamp with time zone,
  address text not null,
  agent text not null
);
create table settings (
  name text not null,
  value jsonb not null,
  updated_at timestamp with time zone not null
);
create table spend_days (
  day date not null,
  amount numeric not null default 0
) with (
  fillfactor=50
);
create table stray_callbacks (
  id uuid not null,
  message_id uuid not null,
  twilio_sid text not null,
  twilio_status text not null,
  error_code integer,
  received_at timestamp with time zone not null
);
create table suppressions (
  to_index bytea not null,
  channel channel not null,
  purpose text not null,
  source text not null,
  at timestamp with time zone not null
);
create table task_leases (
  task text not null,
  holder uuid not null,
  until timestamp with time zone not null,
  is_failing boolean not null
) with (
  fillfactor=50
);
create table templates (
  name text not null,
  language text not null,
  channel channel not null,
  category category not null,
  content_sid text,
  body text,
  sms_charset text,
  variables text[] not null,
  content jsonb,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  approval_status approval_status,
  rejection_reason text,
  approval_checked_at timestamp with time zone,
  twilio_category category,
  synced_at timestamp with time zone
);
create table twilio_erasures (
  twilio_sid text not null,
  way text not null,
  attempts smallint not null default 0,
  due_at timestamp with time zone not null
);
create table twilio_sids (
  sid_key uuid not null,
  message_id uuid not null
);
create table usage_checks (
  day date not null,
  checked_at timestamp with time zone not null,
  problem text,
  sums jsonb
);
create table users (
  id uuid not null,
  email text not null,
  name text not null,
  role text not null,
  grants text[] not null,
  password_hash text not null,
  locale text,
  timezone text,
  own_number_sealed bytea,
  created_at timestamp with time zone not null,
  created_by text not null,
  disabled_at timestamp with time zone,
  last_seen_at timestamp with time zone
);
create table webhook_deliveries (
  webhook_id uuid not null,
  id bigint not null,
  at timestamp with time zone not null,
  first_sequence bigint not null,
  last_sequence bigint not null,
  events integer not null,
  status integer,
  error text
);
create table webhook_waiting (
  webhook_id uuid not null,
  sequence bigint not null,
  subject text not null,
  tries integer not null,
  failed_at timestamp with time zone,
  next_at timestamp with time zone
);
create table webhooks (
  id uuid not null,
  url text not null,
  types text[],
  filter jsonb,
  include_numbers boolean not null,
  secret_sealed bytea not null,
  former_secret_sealed bytea,
  former_until timestamp with time zone,
  status text not null default 'active'::text,
  reason text,
  created_at timestamp with time zone not null,
  created_by text not null,
  sequence bigint not null,
  ahead bigint[] not null default '{}'::bigint[],
  replay_after bigint,
  replay_to bigint,
  failing_since timestamp with time zone,
  tries integer not null default 0,
  next_at timestamp with time zone not null,
  leased_until timestamp with time zone
) with (
  fillfactor=50
);
create table whatsapp_ids (
  id uuid not null,
  to_index bytea not null,
  link uuid not null,
  id_sealed bytea,
  linked_at timestamp with time zone not null default now(),
  is_joined boolean not null default false
);
create table zone_sets (
  id smallint not null,
  zones text[] not null
);

alter table account_balance add constraint account_balance_is_only_check CHECK (is_only);
alter table account_balance add constraint account_balance_pkey PRIMARY KEY (is_only);
alter table account_looks add constraint account_looks_pkey PRIMARY KEY (what);
alter table alerts add constraint alerts_pkey PRIMARY KEY (subject, level);
alter table alerts add constraint alerts_id_key UNIQUE (id);
alter table answer_hours add constraint answer_hours_bucket_check CHECK ((bucket >= '-1'::integer));
alter table answer_hours add constraint answer_hours_pkey PRIMARY KEY (hour, sender_id, campaign_id, answered_by, bucket);
alter table api_keys add constraint api_keys_key_hash_check CHECK ((octet_length(key_hash) = 32));
alter table api_keys add constraint api_keys_rate_limit_check CHECK ((rate_limit > 0));
alter table api_keys add constraint api_keys_pkey PRIMARY KEY (id);
alter table api_keys add constraint api_keys_key_hash_key UNIQUE (key_hash);
alter table audience_languages add constraint audience_languages_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table audience_languages add constraint audience_languages_pkey PRIMARY KEY (campaign_id, language, fallback_language);
alter table audience_zones add constraint audience_zones_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table audience_zones add constraint audience_zones_pkey PRIMARY KEY (campaign_id, zone_set);
alter table audit_log add constraint audit_log_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['key'::text, 'user'::text, 'cli'::text, 'system'::text])));
alter table audit_log add constraint audit_log_pkey PRIMARY KEY (id);
alter table billed_days add constraint billed_days_pkey PRIMARY KEY (day, channel, category, currency);
alter table bulk_retries add constraint bulk_retries_pkey PRIMARY KEY (id);
alter table campaign_buttons add constraint campaign_buttons_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table campaign_buttons add constraint campaign_buttons_pkey PRIMARY KEY (campaign_id, button);
alter table campaign_costs add constraint campaign_costs_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table campaign_costs add constraint campaign_costs_pkey PRIMARY KEY (campaign_id);
alter table campaign_counts add constraint campaign_counts_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table campaign_counts add constraint campaign_counts_pkey PRIMARY KEY (campaign_id, is_fallback, status, reason, error_code);
alter table campaign_deltas add constraint campaign_deltas_pkey PRIMARY KEY (id);
alter table campaign_events add constraint campaign_events_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table campaign_events add constraint campaign_events_pkey PRIMARY KEY (campaign_id, id);
alter table campaign_latencies add constraint campaign_latencies_stage_check CHECK ((stage = ANY (ARRAY['read'::text, 'reply'::text])));
alter table campaign_latencies add constraint campaign_latencies_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table campaign_latencies add constraint campaign_latencies_pkey PRIMARY KEY (campaign_id, stage, bucket);
alter table campaign_minutes add constraint campaign_minutes_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table campaign_minutes add constraint campaign_minutes_pkey PRIMARY KEY (campaign_id, minute);
alter table campaign_paces add constraint campaign_paces_second_check CHECK (((second >= 0) AND (second <= 59)));
alter table campaign_paces add constraint campaign_paces_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table campaign_paces add constraint campaign_paces_pkey PRIMARY KEY (campaign_id, second);
alter table campaign_watches add constraint campaign_watches_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table campaign_watches add constraint campaign_watches_pkey PRIMARY KEY (campaign_id);
alter table campaigns add constraint campaigns_budget_amount_check CHECK ((budget_amount > (0)::numeric));
alter table campaigns add constraint campaigns_cap_messages_check CHECK ((cap_messages > 0));
alter table campaigns add constraint campaigns_cap_seconds_check CHECK ((cap_seconds > 0));
alter table campaigns add constraint campaigns_check CHECK (((budget_amount IS NULL) = (budget_currency IS NULL)));
alter table campaigns add constraint campaigns_check1 CHECK (((cap_messages IS NULL) = (cap_seconds IS NULL)));
alter table campaigns add constraint campaigns_check2 CHECK (((consent_source IS NULL) = (consent_evidence IS NULL)));
alter table campaigns add constraint campaigns_first_part_check CHECK ((first_part > 0));
alter table campaigns add constraint campaigns_sender_ids_check CHECK (((cardinality(sender_ids) >= 1) AND (cardinality(sender_ids) <= 64)));
alter table campaigns add constraint campaigns_trace_check CHECK ((octet_length(trace) = 25));
alter table campaigns add constraint campaigns_valid_seconds_check CHECK ((valid_seconds > 0));
alter table campaigns add constraint campaigns_pkey PRIMARY KEY (id);
alter table consent_chain add constraint consent_chain_check CHECK ((((octet_length(commitments) % 32) = 0) AND (commitment = sha256(commitments))));
alter table consent_chain add constraint consent_chain_commitment_check CHECK ((octet_length(commitment) = 32));
alter table consent_chain add constraint consent_chain_hash_check CHECK ((octet_length(hash) = 32));
alter table consent_chain add constraint consent_chain_sequence_check CHECK ((sequence > 0));
alter table consent_chain add constraint consent_chain_pkey PRIMARY KEY (sequence);
alter table consent_checkpoint add constraint consent_checkpoint_is_only_check CHECK (is_only);
alter table consent_checkpoint add constraint consent_checkpoint_pkey PRIMARY KEY (is_only);
alter table consent_entries add constraint consent_entries_place_check CHECK ((place >= 0));
alter table consent_entries add constraint consent_entries_to_index_check CHECK ((octet_length(to_index) = 32));
alter table consent_entries add constraint consent_entries_sequence_fkey FOREIGN KEY (sequence) REFERENCES consent_chain(sequence);
alter table consent_entries add constraint consent_entries_pkey PRIMARY KEY (sequence, place);
alter table consent_states add constraint consent_states_to_index_check CHECK ((octet_length(to_index) = 32));
alter table consent_states add constraint consent_states_pkey PRIMARY KEY (to_index, channel, purpose);
alter table contacts add constraint contacts_to_index_check CHECK ((octet_length(to_index) = 32));
alter table contacts add constraint contacts_pkey PRIMARY KEY (to_index);
alter table database_identity add constraint database_identity_is_only_check CHECK (is_only);
alter table database_identity add constraint database_identity_pkey PRIMARY KEY (is_only);
alter table encryption_keys add constraint encryption_keys_purpose_check CHECK ((purpose = ANY (ARRAY['sealing'::text, 'index'::text])));
alter table encryption_keys add constraint encryption_keys_pkey PRIMARY KEY (purpose, id);
alter table event_head add constraint event_head_is_only_check CHECK (is_only);
alter table event_head add constraint event_head_pkey PRIMARY KEY (is_only);
alter table event_log add constraint event_log_pkey PRIMARY KEY (last_sequence, day);
alter table event_log_default add constraint event_log_default_pkey PRIMARY KEY (last_sequence, day);
alter table event_numbers add constraint event_numbers_to_index_check CHECK ((octet_length(to_index) = 32));
alter table event_numbers add constraint event_numbers_pkey PRIMARY KEY (audit_id);
alter table exclusions add constraint exclusions_to_index_check CHECK ((octet_length(to_index) = 32));
alter table exclusions add constraint exclusions_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table exclusions add constraint exclusions_pkey PRIMARY KEY (campaign_id, to_index);
alter table fallbacks add constraint fallbacks_after_seconds_check CHECK ((after_seconds > 0));
alter table fallbacks add constraint fallbacks_check CHECK (((template_name IS NULL) = (template_language IS NULL)));
alter table fallbacks add constraint fallbacks_segments_check CHECK ((segments > 0));
alter table fallbacks add constraint fallbacks_valid_seconds_check CHECK ((valid_seconds > 0));
alter table fallbacks add constraint fallbacks_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES senders(id);
alter table fallbacks add constraint fallbacks_pkey PRIMARY KEY (message_id);
alter table fallbacks add constraint fallbacks_sms_id_key UNIQUE (sms_id);
alter table feed_cursors add constraint feed_cursors_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table feed_cursors add constraint feed_cursors_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES senders(id);
alter table feed_cursors add constraint feed_cursors_pkey PRIMARY KEY (campaign_id, sender_id, zone_set);
alter table former_sids add constraint former_sids_pkey PRIMARY KEY (twilio_sid);
alter table idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (owner, key);
alter table imports add constraint imports_list_check CHECK ((list = ANY (ARRAY['recipients'::text, 'exclusions'::text])));
alter table imports add constraint imports_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table imports add constraint imports_pkey PRIMARY KEY (id);
alter table inbound_hours add constraint inbound_hours_pkey PRIMARY KEY (hour, sender_id, campaign_id, keyword, button);
alter table inbound_messages add constraint inbound_messages_from_index_check CHECK ((octet_length(from_index) = 32));
alter table inbound_messages add constraint inbound_messages_opt_out_request_check CHECK ((opt_out_request = ANY (ARRAY['clear'::text, 'unclear'::text])));
alter table inbound_messages add constraint inbound_messages_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table inbound_messages add constraint inbound_messages_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES senders(id);
alter table inbound_messages add constraint inbound_messages_pkey PRIMARY KEY (id);
alter table inbound_messages add constraint inbound_messages_twilio_sid_key UNIQUE (twilio_sid);
alter table index_rotations add constraint index_rotations_keys_check CHECK ((keys > 1));
alter table index_rotations add constraint index_rotations_pkey PRIMARY KEY (keys);
alter table invites add constraint invites_email_check CHECK ((email = lower(email)));
alter table invites add constraint invites_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'marketer'::text, 'operator'::text, 'admin'::text])));
alter table invites add constraint invites_token_hash_check CHECK ((octet_length(token_hash) = 32));
alter table invites add constraint invites_pkey PRIMARY KEY (token_hash);
alter table key_limits add constraint key_limits_pkey PRIMARY KEY (key);
alter table key_rotations add constraint key_rotations_pkey PRIMARY KEY (key_id);
alter table latency_days add constraint latency_days_bucket_check CHECK ((bucket >= 0));
alter table latency_days add constraint latency_days_stage_check CHECK (((stage >= 1) AND (stage <= 5)));
alter table latency_days add constraint latency_days_pkey PRIMARY KEY (day, sender_id, category, stage, bucket);
alter table latency_hours add constraint latency_hours_bucket_check CHECK ((bucket >= 0));
alter table latency_hours add constraint latency_hours_stage_check CHECK (((stage >= 1) AND (stage <= 5)));
alter table latency_hours add constraint latency_hours_pkey PRIMARY KEY (hour, sender_id, category, stage, bucket);
alter table marketing_paces add constraint marketing_paces_pkey PRIMARY KEY (to_index);
alter table messages add constraint messages_attempts_before_check CHECK ((attempts_before >= 0));
alter table messages add constraint messages_attempts_check CHECK ((attempts >= 0));
alter table messages add constraint messages_check CHECK (((template_name IS NULL) = (template_language IS NULL)));
alter table messages add constraint messages_segments_check CHECK ((segments > 0));
alter table messages add constraint messages_to_index_check CHECK ((octet_length(to_index) = 32));
alter table messages add constraint messages_trace_check CHECK ((octet_length(trace) = 25));
alter table messages add constraint messages_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES senders(id);
alter table outbox add constraint outbox_events_check CHECK ((events > 0));
alter table outbox add constraint outbox_pkey PRIMARY KEY (id);
alter table price_lists add constraint price_lists_is_current_check CHECK (is_current);
alter table price_lists add constraint price_lists_pkey PRIMARY KEY (is_current);
alter table price_looks add constraint price_looks_pkey PRIMARY KEY (age_seconds);
alter table prices add constraint prices_amount_check CHECK ((amount >= (0)::numeric));
alter table prices add constraint prices_pkey PRIMARY KEY (channel, category, country);
alter table process_heartbeats add constraint process_heartbeats_kind_check CHECK ((kind = ANY (ARRAY['api'::text, 'worker'::text])));
alter table process_heartbeats add constraint process_heartbeats_pkey PRIMARY KEY (id);
alter table reached_counts add constraint reached_counts_pkey PRIMARY KEY (limit_group);
alter table reached_people add constraint reached_people_pkey PRIMARY KEY (limit_group, to_index);
alter table recado_migrations add constraint recado_migrations_pkey PRIMARY KEY (name);
alter table recado_migrations_lock add constraint recado_migrations_lock_pkey PRIMARY KEY (id);
alter table recipients add constraint recipients_extra_segments_check CHECK ((extra_segments >= 0));
alter table recipients add constraint recipients_fallback_extra_segments_check CHECK ((fallback_extra_segments >= 0));
alter table recipients add constraint recipients_fallback_segments_check CHECK ((fallback_segments > 0));
alter table recipients add constraint recipients_segments_check CHECK ((segments > 0));
alter table recipients add constraint recipients_slot_check CHECK (((slot >= 0) AND (slot <= 63)));
alter table recipients add constraint recipients_to_index_check CHECK ((octet_length(to_index) = 32));
alter table recipients add constraint recipients_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
alter table recipients add constraint recipients_pkey PRIMARY KEY (campaign_id, zone_set, slot, id);
alter table refused_callbacks add constraint refused_callbacks_route_check CHECK ((route = ANY (ARRAY['status'::text, 'inbound'::text])));
alter table refused_callbacks add constraint refused_callbacks_pkey PRIMARY KEY (minute, route);
alter table report_days add constraint report_days_key_id_fkey FOREIGN KEY (key_id) REFERENCES report_keys(id);
alter table report_days add constraint report_days_pkey PRIMARY KEY (day, key_id);
alter table report_hours add constraint report_hours_key_id_fkey FOREIGN KEY (key_id) REFERENCES report_keys(id);
alter table report_hours add constraint report_hours_pkey PRIMARY KEY (hour, key_id);
alter table report_keys add constraint report_keys_pkey PRIMARY KEY (id);
alter table report_keys add constraint report_keys_campaign_id_template_name_sender_id_status_erro_key UNIQUE (campaign_id, template_name, sender_id, status, error_code, reason, country, api_key_id, category, channel);
alter table restores add constraint restores_check CHECK ((backup_at <= found_at));
alter table restores add constraint restores_pkey PRIMARY KEY (found_at);
alter table retention_left add constraint retention_left_pkey PRIMARY KEY (kind, message_id);
alter table retention_walks add constraint retention_walks_pkey PRIMARY KEY (kind, campaign_id);
alter table sender_events add constraint sender_events_pkey PRIMARY KEY (sender_id, minute, kind);
alter table sender_minutes add constraint sender_minutes_pkey PRIMARY KEY (sender_id, minute);
alter table senders add constraint senders_check CHECK (((throttled_rate IS NULL) = (throttled_at IS NULL)));
alter table senders add constraint senders_check1 CHECK (((resting_until IS NULL) = (resting_reason IS NULL)));
alter table senders add constraint senders_check2 CHECK (((outage_until IS NULL) = (outage_reason IS NULL)));
alter table senders add constraint senders_daily_limit_check CHECK ((daily_limit > 0));
alter table senders add constraint senders_messaging_limit_check CHECK ((messaging_limit >= 0));
alter table senders add constraint senders_mps_check CHECK ((mps > (0)::double precision));
alter table senders add constraint senders_throttled_rate_check CHECK ((throttled_rate > (0)::double precision));
alter table senders add constraint senders_pkey PRIMARY KEY (id);
alter table sessions add constraint sessions_token_hash_check CHECK ((octet_length(token_hash) = 32));
alter table sessions add constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
alter table sessions add constraint sessions_pkey PRIMARY KEY (id);
alter table sessions add constraint sessions_token_hash_key UNIQUE (token_hash);
alter table settings add constraint settings_pkey PRIMARY KEY (name);
alter table spend_days add constraint spend_days_pkey PRIMARY KEY (day);
alter table stray_callbacks add constraint stray_callbacks_pkey PRIMARY KEY (id);
alter table stray_callbacks add constraint stray_callbacks_message_id_twilio_sid_twilio_status_key UNIQUE (message_id, twilio_sid, twilio_status);
alter table suppressions add constraint suppressions_purpose_check CHECK ((purpose = ANY (ARRAY['all'::text, 'marketing'::text, 'unclear'::text])));
alter table suppressions add constraint suppressions_to_index_check CHECK ((octet_length(to_index) = 32));
alter table suppressions add constraint suppressions_pkey PRIMARY KEY (to_index, channel, purpose);
alter table task_leases add constraint task_leases_pkey PRIMARY KEY (task);
alter table templates add constraint templates_sms_charset_check CHECK ((sms_charset = 'gsm7'::text));
alter table templates add constraint templates_pkey PRIMARY KEY (name, language);
alter table twilio_erasures add constraint twilio_erasures_way_check CHECK ((way = ANY (ARRAY['redact'::text, 'delete'::text])));
alter table twilio_erasures add constraint twilio_erasures_pkey PRIMARY KEY (twilio_sid);
alter table twilio_sids add constraint twilio_sids_pkey PRIMARY KEY (sid_key);
alter table usage_checks add constraint usage_checks_pkey PRIMARY KEY (day);
alter table users add constraint users_email_check CHECK ((email = lower(email)));
alter table users add constraint users_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'marketer'::text, 'operator'::text, 'admin'::text])));
alter table users add constraint users_pkey PRIMARY KEY (id);
alter table users add constraint users_email_key UNIQUE (email);
alter table webhook_deliveries add constraint webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id) ON DELETE CASCADE;
alter table webhook_deliveries add constraint webhook_deliveries_pkey PRIMARY KEY (webhook_id, id);
alter table webhook_waiting add constraint webhook_waiting_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id) ON DELETE CASCADE;
alter table webhook_waiting add constraint webhook_waiting_pkey PRIMARY KEY (webhook_id, sequence);
alter table webhooks add constraint webhooks_check CHECK (((replay_after IS NULL) = (replay_to IS NULL)));
alter table webhooks add constraint webhooks_status_check CHECK ((status = ANY (ARRAY['active'::text, 'parked'::text, 'ended'::text])));
alter table webhooks add constraint webhooks_pkey PRIMARY KEY (id);
alter table whatsapp_ids add constraint whatsapp_ids_to_index_check CHECK ((octet_length(to_index) = 32));
alter table whatsapp_ids add constraint whatsapp_ids_pkey PRIMARY KEY (id);
alter table whatsapp_ids add constraint whatsapp_ids_to_index_key UNIQUE (to_index);
alter table zone_sets add constraint zone_sets_pkey PRIMARY KEY (id);
alter table zone_sets add constraint zone_sets_zones_key UNIQUE (zones);

CREATE INDEX audit_log_by_action ON public.audit_log USING btree (action, id);
CREATE INDEX audit_log_by_actor ON public.audit_log USING btree (actor_name, id);
CREATE INDEX audit_log_by_key ON public.audit_log USING btree (actor_id, id) WHERE (actor_id IS NOT NULL);
CREATE INDEX audit_log_by_object ON public.audit_log USING btree (object, id);
CREATE INDEX bulk_retries_open ON public.bulk_retries USING btree (id) WHERE ((done_at IS NULL) AND (canceled_at IS NULL));
CREATE INDEX campaign_deltas_by_campaign ON public.campaign_deltas USING btree (campaign_id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX campaigns_by_status ON public.campaigns USING btree (status, id);
CREATE UNIQUE INDEX consent_entries_by_person ON public.consent_entries USING btree (to_index, campaign_id);
CREATE INDEX contacts_with_language ON public.contacts USING btree (language) WHERE (language IS NOT NULL);
CREATE INDEX event_numbers_by_person ON public.event_numbers USING btree (to_index);
CREATE INDEX fallbacks_due ON public.fallbacks USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX feed_cursors_open ON public.feed_cursors USING btree (sender_id) WHERE (NOT is_done);
CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (created_at);
CREATE INDEX import_rejections_by_import ON public.import_rejections USING btree (import_id, line);
CREATE INDEX imports_by_campaign ON public.imports USING btree (campaign_id, id);
CREATE INDEX inbound_messages_by_campaign ON public.inbound_messages USING btree (campaign_id, id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX inbound_messages_by_person ON public.inbound_messages USING btree (from_index, id);
CREATE INDEX inbound_messages_by_window ON public.inbound_messages USING btree (from_index, sender_id, received_at) WHERE (channel = 'whatsapp'::channel);
CREATE INDEX inbound_messages_unclear ON public.inbound_messages USING btree (id) WHERE (opt_out_request = 'unclear'::text);
CREATE INDEX inbound_messages_waiting ON public.inbound_messages USING btree (from_index, sender_id) WHERE (waits_until IS NOT NULL);
CREATE UNIQUE INDEX invites_open ON public.invites USING btree (COALESCE(email, ''::text)) WHERE (used_at IS NULL);
CREATE INDEX messages_by_campaign ON ONLY public.messages USING btree (campaign_id, id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX messages_by_error ON ONLY public.messages USING btree (error_code, id) WHERE (error_code IS NOT NULL);
CREATE INDEX messages_by_recipient ON ONLY public.messages USING btree (to_index, id);
CREATE INDEX messages_by_reference ON ONLY public.messages USING btree (reference, id) WHERE (reference IS NOT NULL);
CREATE INDEX messages_by_sending ON ONLY public.messages USING brin (sent_at) WITH (pages_per_range='16', autosummarize='on');
CREATE INDEX messages_by_status ON ONLY public.messages USING btree (indexed_as, id, due_at) WHERE (indexed_as IS NOT NULL);
CREATE INDEX messages_confirming ON ONLY public.messages USING btree (to_index, created_at) WHERE (confirms IS NOT NULL);
CREATE INDEX messages_due ON ONLY public.messages USING btree (sender_id, due_at) WHERE ((indexed_as = 'accepted'::message_status) AND (campaign_id IS NULL) AND (due_at < 'infinity'::timestamp with time zone));
CREATE INDEX messages_due_of_campaigns ON ONLY public.messages USING btree (sender_id, due_at) WHERE ((indexed_as = 'accepted'::message_status) AND (campaign_id IS NOT NULL) AND (due_at < 'infinity'::timestamp with time zone));
CREATE INDEX messages_expiring ON ONLY public.messages USING btree (valid_until) WHERE ((indexed_as = 'accepted'::message_status) AND (valid_until IS NOT NULL));
CREATE INDEX messages_fallbacks_by_age ON ONLY public.messages USING btree (created_at, id) WHERE (fallback_for IS NOT NULL);
CREATE INDEX messages_overdue ON ONLY public.messages USING btree (indexed_as, due_at) WHERE (indexed_as = ANY (ARRAY['sending'::message_status, 'sent'::message_status]));
CREATE INDEX messages_parked ON ONLY public.messages USING btree (sender_id, campaign_id, zone_set, id) WHERE ((indexed_as = 'accepted'::message_status) AND (due_at = 'infinity'::timestamp with time zone));
CREATE INDEX messages_unresolved ON ONLY public.messages USING btree (reason) WHERE ((indexed_as = 'sending'::message_status) AND (reason IS NOT NULL));
CREATE INDEX messages_upcoming ON ONLY public.messages USING btree (due_at, id) WHERE ((indexed_as = 'accepted'::message_status) AND (due_at > created_at) AND (due_at < 'infinity'::timestamp with time zone));
CREATE INDEX reached_people_by_age ON public.reached_people USING btree (limit_group, at);
CREATE UNIQUE INDEX recipients_by_person ON public.recipients USING btree (campaign_id, to_index);
CREATE INDEX retention_left_by_time ON public.retention_left USING btree (kind, look_at);
CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id);
CREATE INDEX twilio_erasures_due ON public.twilio_erasures USING btree (due_at);
CREATE INDEX webhook_deliveries_by_age ON public.webhook_deliveries USING btree (at);
CREATE INDEX webhook_waiting_by_subject ON public.webhook_waiting USING btree (webhook_id, subject);
CREATE INDEX webhook_waiting_due ON public.webhook_waiting USING btree (webhook_id, next_at) WHERE (next_at IS NOT NULL);
CREATE UNIQUE INDEX whatsapp_ids_by_number ON public.whatsapp_ids USING btree (link) WHERE (id_sealed IS NULL);
CREATE INDEX whatsapp_ids_to_join ON public.whatsapp_ids USING btree (linked_at) WHERE (NOT is_joined);
