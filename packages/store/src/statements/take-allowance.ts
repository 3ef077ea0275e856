import type { Allowance } from '@recado/messaging';
import type { Pool } from 'pg';

/**
 * By the clock of the database, so that all processes mean the same second. Whoever waited for the row may come with a
 * second that is over.
 */
const text = `
  with used as (
    insert into key_allowances as known (key_id, second, taken)
    values ($1::uuid, floor(extract(epoch from clock_timestamp())), $2::integer)
    on conflict (key_id) do update set
      second = greatest(known.second, excluded.second),
      taken = excluded.taken + case when known.second >= excluded.second then known.taken else 0 end
    returning second, taken
  )
  select taken, ceil((second + 1 - extract(epoch from clock_timestamp())) * 1000)::integer as left_ms from used`;

/** Takes requests out of the allowance that a key has for this second, and tells what was taken of it then. */
export const takeAllowance = async (pool: Pool, keyId: string, wanted: number): Promise<Allowance> => {
  const values = [keyId, wanted];
  const { rows } = await pool.query<{ taken: number; left_ms: number }>({ name: 'take-allowance', text, values });
  const [row] = rows;
  if (!row) throw new Error('No allowance was taken');
  return { taken: row.taken, leftMs: row.left_ms };
};
