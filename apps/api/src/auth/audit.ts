import type { AuditEntry } from '@recado/messaging';
import type { Response } from 'express';
import { callerOf } from './caller.ts';

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
