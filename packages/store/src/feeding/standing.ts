import { sql, type RawBuilder } from 'kysely';

/** Whether somebody wants nothing of the kind of `message`, a row with a channel and a category. */
export const optedOut = (toIndex: RawBuilder<unknown>, message: RawBuilder<unknown>) => sql`exists (
  select from suppressions
  where suppressions.to_index = ${toIndex} and suppressions.channel = ${message}.channel
    and (suppressions.purpose = 'all' and ${message}.category <> 'authentication'
      or suppressions.purpose = 'marketing' and ${message}.category = 'marketing')
)`;

/** Whether marketing on a channel goes only to whom the ledger says yes: it does, unless the settings say otherwise. */
export const consentIsNeeded = (channel: RawBuilder<unknown>) => sql`coalesce(
  (select (value ->> ${channel}::text)::boolean from settings where name = 'marketing_requires_consent'), true
)`;
