import { Client } from 'pg';

export type StatusRules = {
  /** The statuses that may follow each status. */
  readonly moves: Readonly<Record<string, readonly string[]>>;
  /** The statuses from which a retry begins again. */
  readonly retryable: readonly string[];
};

/**
 * Makes a migrated database refuse every statement of Recado that changes a status against the rules. Statements of the
 * tests are allowed: their connections have no name.
 *
 * Three changes are recognized by the other columns that they change. A retry sets earlier attempts aside. A message in
 * `sent` loses a SID that belongs to another message. A late callback settles an unknown outcome.
 */
export const guardStatuses = async (databaseUrl: string, { moves, retryable }: StatusRules): Promise<void> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const [table, again] = [moves, retryable].map((rule) => client.escapeLiteral(JSON.stringify(rule)));
    await client.query(`
      create function refuse_illegal_move() returns trigger language plpgsql as $$
      begin
        if current_setting('application_name') not like 'recado%'
          or ${table}::jsonb -> old.status::text ? new.status::text
          or new.status = 'accepted' and ${again}::jsonb ? old.status::text and new.attempts_before = old.attempts
          or new.status = 'sending' and old.status = 'sent' and old.twilio_sid is not null and new.twilio_sid is null
          or old.reason = 'outcome_unknown' and old.status = 'failed' and ${table}::jsonb -> 'sending' ? new.status::text
        then
          return new;
        end if;
        raise exception 'illegal move of a message from % to %', old.status, new.status;
      end $$;
      create trigger refuse_illegal_move before update on messages for each row
        when (old.status is distinct from new.status) execute function refuse_illegal_move()`);
  } finally {
    await client.end();
  }
};
