import type { PostgresConnection } from 'bullmq';
import type { Client } from 'pg';
import type { Markers } from './engine.ts';

type Pool = PostgresConnection['pool'];

/** In the queues' own schema, so that it goes when they go. The lock is for processes that start at the same time. */
export const createMarkers = async (client: Client, schema: string): Promise<void> => {
  await client.query(`
    begin;
    select pg_advisory_xact_lock(hashtext('recado queue marks'));
    create table if not exists ${schema}.recado_markers (queue text primary key, holder text, held_until timestamptz);
    commit`);
};

export const hasMarkers = async (client: Client, schema: string): Promise<boolean> => {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    `${schema}.recado_markers`,
  ]);
  return rows[0]?.there === true;
};

const forMsFromNow = `now() + $3 * interval '1 ms'`;

type Opened = { pool: Pool; nameOf: (senderId: string) => string };

export const makePostgresMarkers = (opened: () => Promise<Opened>): Markers => {
  const run = async (statement: string, senderIds: string[], ...values: unknown[]): Promise<string[]> => {
    const { pool, nameOf } = await opened();
    const { rows } = await pool.query<{ queue: string }>(statement, [senderIds.map(nameOf), ...values]);
    const done = new Set(rows.map(({ queue }) => queue));
    return senderIds.filter((senderId) => done.has(nameOf(senderId)));
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
  take: `insert into recado_markers (queue, holder, held_until)
    select requested.queue, $2, ${forMsFromNow} from unnest($1::text[]) as requested (queue)
    where not exists (select from recado_markers as whole where whole.queue = requested.queue and held_until is null)
    on conflict (queue) do update set holder = excluded.holder, held_until = excluded.held_until
    where recado_markers.held_until < now() or recado_markers.holder = excluded.holder
    returning queue`,
  keep: `update recado_markers set held_until = ${forMsFromNow}
    where queue = any($1) and holder = $2 and held_until >= now()
    returning queue`,
  settle: `update recado_markers set holder = null, held_until = null
    where queue = any($1) and holder = $2 and held_until >= now()
    returning queue`,
} as const;
