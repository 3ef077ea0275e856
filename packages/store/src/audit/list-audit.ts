import type { AuditFilter, RecordedAuditEntry } from '@recado/messaging';
import type { Kysely, Selectable } from 'kysely';
import { firstIdAt } from '../first-id-at.ts';
import { given } from '../rows/given.ts';
import type { AuditLogTable, Schema } from '../schema/index.ts';

const entryOfRow = (row: Selectable<AuditLogTable>): RecordedAuditEntry => ({
  id: row.id,
  at: row.at,
  actor: { name: row.actor_name, ...given({ id: row.actor_id }) },
  action: row.action,
  ...given({ object: row.object, detail: row.detail }),
});

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The newest first, by their ids, which tell the time. */
export const listAudit = async (
  db: Kysely<Schema>,
  { actor, action, object, since, until, before, limit }: AuditFilter,
): Promise<RecordedAuditEntry[]> => {
  let query = db.selectFrom('audit_log').selectAll().orderBy('id', 'desc').limit(limit);
  if (actor !== undefined) query = query.where(uuid.test(actor) ? 'actor_id' : 'actor_name', '=', actor);
  if (action !== undefined) query = query.where('action', '=', action);
  if (object !== undefined) query = query.where('object', '=', object);
  if (since) query = query.where('id', '>=', firstIdAt(since));
  if (until) query = query.where('id', '<', firstIdAt(until));
  if (before !== undefined) query = query.where('id', '<', before);
  return (await query.execute()).map(entryOfRow);
};
