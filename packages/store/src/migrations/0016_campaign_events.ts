import { sql, type Kysely } from 'kysely';

const statements = [
  // Who did what to a campaign; without `by` Recado did it by itself. Only added to.
  sql`
    create table campaign_events (
      campaign_id uuid not null references campaigns (id),
      id uuid not null,
      at timestamptz not null,
      by text,
      type text not null,
      reason text,
      detail jsonb,
      primary key (campaign_id, id)
    )`,
  // From which counts on a running campaign is judged: those at its last start, or at the last look that found it well.
  sql`
    create table campaign_watches (
      campaign_id uuid primary key references campaigns (id),
      since timestamptz not null,
      base jsonb not null
    )`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await statement.execute(db);
};
