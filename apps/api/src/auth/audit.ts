import { maskNumber, type AuditEntry } from '@recado/messaging';
import type { Response } from 'express';
import { callerOf, viewOf } from './caller.ts';

type Done = Pick<AuditEntry, 'action' | 'object' | 'detail'>;

/** What the caller of a request does, for the audit log. */
export const auditEntry = ({ clock }: { clock: () => Date }, response: Response, done: Done): AuditEntry => {
  const { id, name } = callerOf(response);
  return { at: clock(), actor: { id, name }, ...done };
};

type Taking<Change> = Change extends (...args: infer Args) => infer Answer
  ? (...args: [...Args, AuditEntry]) => Answer
  : never;

/** What a verb needs, of which a change takes an audit entry as well and commits it with what it changes. */
export type Noted<Deps, Name extends keyof Deps> = Omit<Deps, Name> & { [Key in Name]: Taking<Deps[Key]> };

/** Such a change as the verb knows it. */
export const noting =
  <Args extends unknown[], Answer>(change: (...args: [...Args, AuditEntry]) => Answer, entry: AuditEntry) =>
  (...args: Args): Answer =>
    change(...args, entry);

/** Notes, before it is given, an answer that tells what is held of a person. `to` is E.164. */
export const noteAccess = (deps: RevealDeps, response: Response, action: string, to: string): Promise<void> =>
  deps.noteAudit(auditEntry(deps, response, { action, object: `contacts/${maskNumber(to)}` }));

export type RevealDeps = { clock: () => Date; noteAudit: (entry: AuditEntry) => Promise<void> };

/**
 * Notes that an answer shows so many people's numbers in full, before it is given. What the caller said itself is no
 * reveal. `object` is the path of the answer under /v1.
 */
export const noteReveal = async (
  deps: RevealDeps,
  response: Response,
  object: string,
  count: number,
): Promise<void> => {
  if (count === 0 || !viewOf(response).unmasked) return;
  await deps.noteAudit(auditEntry(deps, response, { action: 'numbers.revealed', object, detail: { count } }));
};
