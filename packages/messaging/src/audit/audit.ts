import type { ActorKind, ListAudit } from '@recado/contract';
import { maskNumber } from '../phone-number.ts';
import { pageOf, withRange, type ListRange, type RangeQuery } from '../pagination.ts';

/** An actor makes changes: an API key or a person with id and name, the command line, or Recado. */
export type Actor = { id?: string; name: string };

/** The actor of changes that Recado makes by itself. */
export const bySystem: Actor = { name: 'system' };

/** Changes from a terminal, without an API key, have this actor. */
export const byCommandLine: Actor = { name: 'recado cli' };

/**
 * Describes one entry of the audit log. It is permanent, so it holds no personal data. A person is named by a masked
 * number, or by the id of a message or consent entry.
 */
export type AuditEntry = {
  at: Date;
  actor: Actor;
  /** Names the action in the past tense: `template.changed`. */
  action: string;
  /** Names what was changed, as its path under /v1: `templates/order_confirmation`. */
  object?: string;
  detail?: Record<string, string | number | boolean | readonly string[]>;
};

/** Names the actor of a use case, for its audit entry. */
export type ByActor = { actor: Actor };

/** An entry as the record holds it. */
export type RecordedAuditEntry = Omit<AuditEntry, 'actor'> & { id: string; actor: Actor & { kind: ActorKind } };

/** `actor` is a name or an id. */
export type AuditFilter = ListRange & Omit<ListAudit, keyof RangeQuery | 'actor_kind'> & { actorKind?: ActorKind };

type Deps = { loadAuditEntries: (filter: AuditFilter) => Promise<RecordedAuditEntry[]> };

/** Returns audit entries, a page at a time. Throws a Refusal for an invalid cursor. */
export const listAudit = async (deps: Deps, query: ListAudit) => {
  const { actor_kind: actorKind, ...filter } = withRange(query);
  const found = await deps.loadAuditEntries({ ...filter, ...(actorKind && { actorKind }) });
  const { page, nextCursor } = pageOf(found, query.limit);
  return { entries: page, nextCursor };
};

export type AccessDeps = { clock: () => Date; writeAuditEntry: (entry: AuditEntry) => Promise<void> };

/** Writes an audit entry before the data stored about a contact is shown. `to` is E.164. */
export const writeAccess = (deps: AccessDeps, action: string, to: string, actor: Actor): Promise<void> =>
  deps.writeAuditEntry({ at: deps.clock(), actor, action, object: `contacts/${maskNumber(to)}` });
