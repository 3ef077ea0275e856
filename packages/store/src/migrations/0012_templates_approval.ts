import { sql, type Kysely } from 'kysely';

/**
 * What Twilio says of a template's content: WhatsApp's approval, null while it is not known. `twilio_category` is the one
 * that WhatsApp put it in, which may differ from ours. `synced_at` is when it was taken over from Twilio; a template that
 * somebody PUT since has none.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type approval_status as enum
      ('unsubmitted', 'received', 'pending', 'approved', 'rejected', 'paused', 'disabled')`.execute(db);
  await sql`
    alter table templates
      add column approval_status approval_status,
      add column rejection_reason text,
      add column approval_checked_at timestamptz,
      add column twilio_category category,
      add column synced_at timestamptz`.execute(db);
};
