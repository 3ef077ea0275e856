import { sql, type Kysely } from 'kysely';

const statements = [
  // Only added to. What is too old goes, in a transaction that says that this is what it is for.
  sql`
    create table audit_log (
      id uuid primary key,
      at timestamptz not null,
      actor_id uuid,
      actor_name text not null,
      action text not null,
      object text,
      detail jsonb
    )`,
  sql`create index audit_log_by_actor on audit_log (actor_name, id)`,
  sql`create index audit_log_by_key on audit_log (actor_id, id) where actor_id is not null`,
  sql`create index audit_log_by_action on audit_log (action, id)`,
  sql`create index audit_log_by_object on audit_log (object, id)`,
  sql`
    create function refuse_change_of_audit() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and current_setting('recado.retention', true) = 'on' then
        return null;
      end if;
      raise exception '% is append-only', tg_table_name;
    end $$`,
  sql`
    create trigger append_only before update or delete or truncate on audit_log
    for each statement execute function refuse_change_of_audit()`,
  // Requests a second.
  sql`alter table api_keys add column rate_limit integer not null default 100 check (rate_limit > 0)`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await statement.execute(db);
};
