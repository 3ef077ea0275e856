import type { ProcessHeartbeat, RefusedCallbacks } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

const dayMs = 24 * 3_600_000;
const refusedKeptMs = 30 * dayMs;

/** Says that a process runs, and deletes processes that did not for a day. */
export const writeHeartbeat = async (db: Kysely<Schema>, process: ProcessHeartbeat): Promise<void> => {
  const { id, kind, host, startedAt, seenAt, lastCallbackAt = null } = process;
  await sql`
    with gone as (delete from process_heartbeats where seen_at < ${new Date(seenAt.getTime() - dayMs)})
    insert into process_heartbeats (id, kind, host, started_at, seen_at, last_callback_at)
    values (${id}, ${kind}, ${host}, ${startedAt}, ${seenAt}, ${lastCallbackAt})
    on conflict (id) do update set seen_at = excluded.seen_at, last_callback_at = excluded.last_callback_at`.execute(
    db,
  );
};

/** Processes that were seen since then, the oldest first. */
export const listHeartbeats = async (db: Kysely<Schema>, since: Date): Promise<ProcessHeartbeat[]> => {
  const rows = await db
    .selectFrom('process_heartbeats')
    .selectAll()
    .where('seen_at', '>=', since)
    .orderBy('kind')
    .orderBy('started_at')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    host: row.host,
    startedAt: row.started_at,
    seenAt: row.seen_at,
    ...omitNulls({ lastCallbackAt: row.last_callback_at }),
  }));
};

/** Adds callbacks that a process refused, and deletes those of a month ago. */
export const writeRefusedCallbacks = async (
  db: Kysely<Schema>,
  refused: readonly RefusedCallbacks[],
): Promise<void> => {
  for (const { minute, route, callbacks } of refused)
    await sql`
      with old as (delete from refused_callbacks where minute < ${new Date(minute.getTime() - refusedKeptMs)})
      insert into refused_callbacks (minute, route, callbacks) values (${minute}, ${route}, ${callbacks})
      on conflict (minute, route) do update set callbacks = refused_callbacks.callbacks + excluded.callbacks`.execute(
      db,
    );
};

/** The newest first. */
export const listRefusedCallbacks = (db: Kysely<Schema>, since: Date): Promise<RefusedCallbacks[]> =>
  db
    .selectFrom('refused_callbacks')
    .select(['minute', 'route', 'callbacks'])
    .where('minute', '>=', since)
    .orderBy('minute', 'desc')
    .orderBy('route')
    .limit(1000)
    .execute();
