import { sql } from 'kysely';

export const pricing = [
  // The list that Recado starts with is an example, until one is PUT.
  sql`
    create table price_lists (
      is_current boolean primary key default true check (is_current),
      currency text not null,
      version integer not null default 1,
      updated_at timestamptz not null,
      is_example boolean not null default false
    )`,
  sql`create type price_category as enum ('utility', 'marketing', 'authentication', 'service')`,
  // `service` is a WhatsApp text without a template. Country '*' stands for all others. The price of an SMS is that of a segment.
  sql`
    create table prices (
      channel channel not null,
      category price_category not null,
      country text not null,
      amount numeric not null check (amount >= 0),
      primary key (channel, category, country)
    )`,
  // Twilio is asked for the price of a message at these ages. `place`: messages sent before it were asked about.
  sql`
    create table price_looks (
      age_seconds integer primary key,
      place timestamptz not null,
      looked_at timestamptz not null default '-infinity'
    )`,
  sql`
    insert into price_looks (age_seconds, place)
    select age, now() - interval '1 day' from unnest(array[120, 900, 7200, 79200]) as age`,
  // When something of the account was asked for last. One worker at a time asks.
  sql`create table account_looks (what text primary key, looked_at timestamptz not null)`,
  // Holds the balance of the account at Twilio.
  sql`
    create table account_balance (
      is_only boolean primary key default true check (is_only),
      amount numeric not null,
      currency text not null,
      read_at timestamptz not null
    )`,
  // The messages that Twilio has priced, by the UTC day on which they were sent. The amount is the counted cost.
  sql`
    create table billed_days (
      day date not null,
      channel channel not null,
      category price_category not null,
      currency text not null,
      amount numeric not null,
      primary key (day, channel, category, currency)
    )`,
  // A day of the above beside Twilio's Usage Records, or the reason why Twilio did not tell them.
  sql`
    create table usage_checks (
      day date primary key,
      checked_at timestamptz not null,
      problem text,
      sums jsonb
    )`,
  sql`
    create table alerts (
      subject text not null,
      level smallint not null,
      at timestamptz not null,
      detail jsonb not null,
      id uuid not null unique,
      primary key (subject, level)
    )`,
];
