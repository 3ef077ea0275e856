-- The schema after all migrations. Made by `npm run dump-schema`; not to be edited.

create type category as enum ('utility', 'marketing', 'authentication');
create type channel as enum ('whatsapp', 'sms');
create type event_type as enum ('submitted', 'rejected', 'throttled', 'unsent', 'unknown', 'callback', 'canceled', 'expired', 'suppressed', 'failed', 'adopted', 'absent', 'unanswered', 'disowned', 'stopped', 'retried', 'fell_back');
create type message_status as enum ('accepted', 'sending', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'suppressed', 'expired', 'canceled');

create table api_keys (
  id uuid not null,
  name text not null,
  key_hash bytea not null,
  hint text not null,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone
);
create table encryption_keys (
  purpose text not null,
  id text not null,
  check_value bytea not null,
  created_at timestamp with time zone not null default now()
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
) with (
  autovacuum_vacuum_insert_scale_factor=0,
  autovacuum_vacuum_insert_threshold=500000,
  autovacuum_analyze_scale_factor=0.02
);
create table messages (
  id uuid not null,
  campaign_id uuid,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  send_at timestamp with time zone,
  valid_until timestamp with time zone,
  claimed_at timestamp with time zone,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  read_at timestamp with time zone,
  status message_status not null,
  channel channel not null,
  category category not null,
  error_code integer,
  attempts smallint not null default 0,
  segments smallint,
  sender_id text not null,
  to_index bytea not null,
  to_sealed bytea not null,
  content_sealed bytea not null,
  template_name text,
  template_language text,
  twilio_sid text,
  price numeric,
  price_currency text,
  reference text,
  reason text,
  error_message text,
  metadata jsonb,
  attempts_before smallint not null default 0,
  fallback_id uuid,
  fallback_for uuid
) with (
  fillfactor=80,
  autovacuum_vacuum_scale_factor=0,
  autovacuum_vacuum_threshold=50000,
  autovacuum_vacuum_insert_scale_factor=0,
  autovacuum_vacuum_insert_threshold=200000,
  autovacuum_analyze_scale_factor=0.02
);
create table recado_migrations (
  name character varying(255) not null,
  "timestamp" character varying(255) not null
);
create table recado_migrations_lock (
  id character varying(255) not null,
  is_locked integer not null default 0
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
  outage_reason text
);
create table templates (
  name text not null,
  language text not null,
  channel channel not null,
  category category not null,
  content_sid text,
  body text,
  variables text[] not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);

alter table api_keys add constraint api_keys_key_hash_check CHECK ((octet_length(key_hash) = 32));
alter table api_keys add constraint api_keys_pkey PRIMARY KEY (id);
alter table api_keys add constraint api_keys_key_hash_key UNIQUE (key_hash);
alter table encryption_keys add constraint encryption_keys_purpose_check CHECK ((purpose = ANY (ARRAY['sealing'::text, 'index'::text])));
alter table encryption_keys add constraint encryption_keys_pkey PRIMARY KEY (purpose, id);
alter table fallbacks add constraint fallbacks_after_seconds_check CHECK ((after_seconds > 0));
alter table fallbacks add constraint fallbacks_check CHECK (((template_name IS NULL) = (template_language IS NULL)));
alter table fallbacks add constraint fallbacks_segments_check CHECK ((segments > 0));
alter table fallbacks add constraint fallbacks_valid_seconds_check CHECK ((valid_seconds > 0));
alter table fallbacks add constraint fallbacks_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES senders(id);
alter table fallbacks add constraint fallbacks_pkey PRIMARY KEY (message_id);
alter table fallbacks add constraint fallbacks_sms_id_key UNIQUE (sms_id);
alter table former_sids add constraint former_sids_pkey PRIMARY KEY (twilio_sid);
alter table idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (owner, key);
alter table message_events add constraint message_events_pkey PRIMARY KEY (message_id, id);
alter table messages add constraint messages_attempts_before_check CHECK ((attempts_before >= 0));
alter table messages add constraint messages_attempts_check CHECK ((attempts >= 0));
alter table messages add constraint messages_check CHECK (((template_name IS NULL) = (template_language IS NULL)));
alter table messages add constraint messages_segments_check CHECK ((segments > 0));
alter table messages add constraint messages_to_index_check CHECK ((octet_length(to_index) = 32));
alter table messages add constraint messages_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES senders(id);
alter table messages add constraint messages_pkey PRIMARY KEY (id);
alter table recado_migrations add constraint recado_migrations_pkey PRIMARY KEY (name);
alter table recado_migrations_lock add constraint recado_migrations_lock_pkey PRIMARY KEY (id);
alter table senders add constraint senders_check CHECK (((throttled_rate IS NULL) = (throttled_at IS NULL)));
alter table senders add constraint senders_check1 CHECK (((resting_until IS NULL) = (resting_reason IS NULL)));
alter table senders add constraint senders_check2 CHECK (((outage_until IS NULL) = (outage_reason IS NULL)));
alter table senders add constraint senders_daily_limit_check CHECK ((daily_limit > 0));
alter table senders add constraint senders_mps_check CHECK ((mps > (0)::double precision));
alter table senders add constraint senders_throttled_rate_check CHECK ((throttled_rate > (0)::double precision));
alter table senders add constraint senders_pkey PRIMARY KEY (id);
alter table templates add constraint templates_pkey PRIMARY KEY (name, language);

CREATE INDEX fallbacks_due ON public.fallbacks USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (created_at);
CREATE INDEX messages_by_campaign ON public.messages USING btree (campaign_id, id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX messages_by_error ON public.messages USING btree (error_code, id) WHERE (error_code IS NOT NULL);
CREATE UNIQUE INDEX messages_by_fallback ON public.messages USING btree (fallback_for) WHERE (fallback_for IS NOT NULL);
CREATE INDEX messages_by_recipient ON public.messages USING btree (to_index, id);
CREATE INDEX messages_by_reference ON public.messages USING btree (reference, id) WHERE (reference IS NOT NULL);
CREATE INDEX messages_by_status ON public.messages USING btree (status, id, due_at) WHERE (status <> ALL (ARRAY['delivered'::message_status, 'read'::message_status]));
CREATE UNIQUE INDEX messages_by_twilio_sid ON public.messages USING btree (twilio_sid) WHERE (twilio_sid IS NOT NULL);
CREATE INDEX messages_expiring ON public.messages USING btree (valid_until) WHERE ((status = 'accepted'::message_status) AND (valid_until IS NOT NULL));
CREATE INDEX messages_overdue ON public.messages USING btree (status, due_at) WHERE (status = ANY (ARRAY['sending'::message_status, 'sent'::message_status]));
