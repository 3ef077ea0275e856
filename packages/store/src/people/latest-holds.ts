import { sql } from 'kysely';

/** Of an insert into consent_states as `known`: the latest that was said holds, whatever comes in first; at the same time, a refusal. */
export const latestHolds = sql`
  on conflict (to_index, channel, purpose) do update set granted = excluded.granted, at = excluded.at
  where excluded.at > known.at or excluded.at = known.at and not excluded.granted`;
