import type { ListAudit } from '@recado/contract';
import { decodeCursor, pageOf } from '../pagination.ts';
import type { RecordedAuditEntry } from './audit.ts';

/** `actor` is a name or an id, `before` the id of an entry; `until` itself is not in it. */
export type AuditFilter = Pick<ListAudit, 'actor' | 'action' | 'object' | 'limit'> & {
  since?: Date;
  until?: Date;
  before?: string;
};

type Deps = { listAudit: (filter: AuditFilter) => Promise<RecordedAuditEntry[]> };

/** What was done, the newest first, a page at a time. Throws a Refusal of a cursor that is none. */
export const listAudit = async (deps: Deps, { since, until, cursor, limit, ...filter }: ListAudit) => {
  const found = await deps.listAudit({
    ...filter,
    limit: limit + 1,
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
    ...(cursor !== undefined && { before: decodeCursor(cursor) }),
  });
  const { page, nextCursor } = pageOf(found, limit);
  return { entries: page, nextCursor };
};
