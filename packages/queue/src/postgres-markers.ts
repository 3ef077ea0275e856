import type { PostgresConnection } from 'bullmq';
import type { Markers } from './engine.ts';

type Pool = PostgresConnection['pool'];

/** In the queues' own schema, so that it goes when they go. The lock is for processes that start at the same time. */
export const createMarkers = async (pool: Pool): Promise<void> => {
  await pool.query(`
    begin;
    select pg_advisory_xact_lock(hashtext('recado queue marks'));
    create table if not exists recado_marks (sender_id text primary key, holder text, held_until timestamptz);
    commit`);
};

const forMsFromNow = `now() + $3 * interval '1 ms'`;

export const makePostgresMarkers = (opened: () => Promise<Pool>): Markers => {
  const run = async (statement: string, ...values: unknown[]): Promise<string[]> => {
    const pool = await opened();
    const { rows } = await pool.query<{ sender_id: string }>(statement, values);
    return rows.map((row) => row.sender_id);
  };
  return {
    claim: (senderIds, holder, forMs) => run(steps.take, senderIds, holder, forMs),
    renew: (senderIds, holder, forMs) => run(steps.keep, senderIds, holder, forMs),
    finish: (senderIds, holder) => run(steps.settle, senderIds, holder),
  };
};

/**
 * A row names its holder for a time, or no holder when the queue is complete. Every worker tries to claim every second,
 * and a conflict would lock the row. So a complete queue must cost only a read.
 */
const steps = {
  take: `insert into recado_marks (sender_id, holder, held_until)
    select asked.sender_id, $2, ${forMsFromNow} from unnest($1::text[]) as asked (sender_id)
    where not exists (select from recado_marks as whole where whole.sender_id = asked.sender_id and held_until is null)
    on conflict (sender_id) do update set holder = excluded.holder, held_until = excluded.held_until
    where recado_marks.held_until < now() or recado_marks.holder = excluded.holder
    returning sender_id`,
  keep: `update recado_marks set held_until = ${forMsFromNow}
    where sender_id = any($1) and holder = $2 and held_until >= now()
    returning sender_id`,
  settle: `update recado_marks set holder = null, held_until = null
    where sender_id = any($1) and holder = $2 and held_until >= now()
    returning sender_id`,
} as const;
