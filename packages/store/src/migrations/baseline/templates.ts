import { sql } from 'kysely';

/**
 * `approval_status` is WhatsApp's, null until it is known. `twilio_category` is the category that WhatsApp chose, which may
 * differ from ours. `synced_at` is null for a template that was PUT after it last came from Twilio.
 * `content` has the parts of the content at Twilio.
 */
export const templates = [
  sql`
    create type approval_status as enum
      ('unsubmitted', 'received', 'pending', 'approved', 'rejected', 'paused', 'disabled')`,
  sql`
    create table templates (
      name text not null,
      language text not null,
      channel channel not null,
      category category not null,
      content_sid text,
      body text,
      sms_charset text check (sms_charset = 'gsm7'),
      variables text[] not null,
      content jsonb,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      approval_status approval_status,
      rejection_reason text,
      approval_checked_at timestamptz,
      twilio_category category,
      synced_at timestamptz,
      primary key (name, language)
    )`,
];
