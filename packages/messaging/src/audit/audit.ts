import type { ListAudit } from '@recado/contract';
import { maskNumber } from '../phone-number.ts';
import { decodeCursor, pageOf } from '../pagination.ts';

/** Who did something: an API key by its id and name, the command line, or Recado by itself. */
export type Actor = { id?: string; name: string };

/** What Recado does without being asked. */
export const bySystem: Actor = { name: 'system' };

/** What is done to the database from a terminal, without an API key. */
export const byCommandLine: Actor = { name: 'recado cli' };

/**
 * One thing that was done. It stands in the audit log for good, so nothing in it is anybody's personal data: a person is
 * named by a masked number, or by the id of a message or of an entry in the ledger.
 */
export type AuditEntry = {
  at: Date;
  actor: Actor;
  /** What was done, in the past tense: `template.changed`. */
  action: string;
  /** To what, as its path under /v1: `templates/order_confirmation`. */
  object?: string;
  detail?: Record<string, string | number | boolean | readonly string[]>;
};

/** Who asks a verb for a change, for its audit entry. */
export type ByActor = { actor: Actor };

/** An entry as the record holds it. */
export type RecordedAuditEntry = AuditEntry & { id: string };

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

export type AccessDeps = { clock: () => Date; noteAudit: (entry: AuditEntry) => Promise<void> };

/** Writes down, before it is shown, that somebody sees the data stored about a contact. `to` is E.164. */
export const writeAccess = (deps: AccessDeps, action: string, to: string, actor: Actor): Promise<void> =>
  deps.noteAudit({ at: deps.clock(), actor, action, object: `contacts/${maskNumber(to)}` });
