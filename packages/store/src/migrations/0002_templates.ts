import { sql, type Kysely } from 'kysely';

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table templates (
      name text not null,
      language text not null,
      channel channel not null,
      category category not null,
      content_sid text,
      body text,
      variables text[] not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (name, language)
    )`.execute(db);
};
