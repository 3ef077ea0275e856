import type { AuditEntry } from '@recado/messaging';
import type { Response } from 'express';
import { callerOf } from './caller-of.ts';

type Deps = { clock: () => Date };
type Done = Pick<AuditEntry, 'action' | 'object' | 'detail'>;

/** What the caller of a request does, for the audit log. */
export const auditEntry = ({ clock }: Deps, response: Response, done: Done): AuditEntry => {
  const { id, name } = callerOf(response);
  return { at: clock(), actor: { id, name }, ...done };
};
