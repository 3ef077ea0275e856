import type { Refresh } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { rowOfTemplate } from '../templates/templates.ts';

const saidOf = ({ before, after }: Refresh) => ({ ...rowOfTemplate(after), seen_at: before.updatedAt });

/**
 * Records what Twilio says of templates. One that was PUT since it was read stays as it is: Twilio is asked about it again
 * soon. Rows are locked in order, so that two who record at once cannot wait for each other.
 */
export const recordRefreshes = async (db: Kysely<Schema>, refreshes: readonly Refresh[]): Promise<void> => {
  if (!refreshes.length) return;
  await sql`
    with said as (
      select * from json_to_recordset(${JSON.stringify(refreshes.map(saidOf))}::json) as said (
        name text, language text, content_sid text, seen_at timestamptz, category category, body text, variables text[],
        updated_at timestamptz, approval_status approval_status, rejection_reason text, approval_checked_at timestamptz,
        twilio_category category, synced_at timestamptz
      )
    ),
    held as (
      select said.*
      from said
      join templates
        on templates.name = said.name and templates.language = said.language
          and templates.content_sid = said.content_sid and templates.updated_at = said.seen_at
      order by said.name, said.language
      for no key update of templates
    )
    update templates
    set
      category = held.category, body = held.body, variables = held.variables, updated_at = held.updated_at,
      approval_status = held.approval_status, rejection_reason = held.rejection_reason,
      approval_checked_at = held.approval_checked_at, twilio_category = held.twilio_category,
      synced_at = held.synced_at
    from held
    where templates.name = held.name and templates.language = held.language`.execute(db);
};
