import { sql, type Kysely } from 'kysely';

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create type channel as enum ('whatsapp', 'sms')`.execute(db);
  await sql`create type category as enum ('utility', 'marketing', 'authentication')`.execute(db);
  await sql`
    create table senders (
      id text primary key,
      channel channel not null,
      address text not null,
      mps double precision not null check (mps > 0),
      daily_limit integer check (daily_limit > 0),
      paused boolean not null default false,
      paused_reason text,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
};
