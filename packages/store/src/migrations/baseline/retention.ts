import { sql } from 'kysely';

const nilUuid = sql`'00000000-0000-0000-0000-000000000000'`;

export const retention = [
  // Holds the position of each kind of deletion in its table. `after` depends on campaign_id. All zeros: the last
  // message without a campaign. All ones: the first bytes of the last person in marketing_paces. Otherwise it is the
  // last recipient of that ended campaign.
  sql`
    create table retention_walks (
      kind text not null,
      campaign_id uuid not null default ${nilUuid},
      zone_set smallint not null default -1,
      slot smallint not null default 0,
      after uuid not null default ${nilUuid},
      is_done boolean not null default false,
      ended_at timestamptz,
      primary key (kind, campaign_id)
    ) with (fillfactor = 50)`,
  // Messages that were not final, or were locked, when their turn came.
  sql`
    create table retention_left (
      kind text not null,
      message_id uuid not null,
      look_at timestamptz not null,
      primary key (kind, message_id)
    )`,
  sql`create index retention_left_by_time on retention_left (kind, look_at)`,
  // Messages whose copy at Twilio is to be redacted or deleted.
  sql`
    create table twilio_erasures (
      twilio_sid text primary key,
      way text not null check (way in ('redact', 'delete')),
      attempts smallint not null default 0,
      due_at timestamptz not null
    )`,
  sql`create index twilio_erasures_due on twilio_erasures (due_at)`,
];
