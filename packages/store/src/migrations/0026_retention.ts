import { sql, type Kysely } from 'kysely';

const nobody = sql`'00000000-0000-0000-0000-000000000000'`;

const statements = [
  // How far each kind has come: the last id of messages of no campaign (campaign_id is all zeros), of each campaign that
  // ended its last recipient, and the beginning of the last index of people to whom marketing went (campaign_id is all ones).
  sql`
    create table retention_walks (
      kind text not null,
      campaign_id uuid not null default ${nobody},
      zone_set smallint not null default -1,
      slot smallint not null default 0,
      after uuid not null default ${nobody},
      is_done boolean not null default false,
      ended_at timestamptz,
      primary key (kind, campaign_id)
    ) with (fillfactor = 50)`,
  // Those that had not ended when they were walked by, or that somebody was at.
  sql`
    create table retention_left (
      kind text not null,
      message_id uuid not null,
      look_at timestamptz not null,
      primary key (kind, message_id)
    )`,
  sql`create index retention_left_by_time on retention_left (kind, look_at)`,
  // What is to go from Twilio's record, too.
  sql`
    create table twilio_erasures (
      twilio_sid text primary key,
      way text not null check (way in ('redact', 'delete')),
      attempts smallint not null default 0,
      due_at timestamptz not null
    )`,
  sql`create index twilio_erasures_due on twilio_erasures (due_at)`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await statement.execute(db);
};
