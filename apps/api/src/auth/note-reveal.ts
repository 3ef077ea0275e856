import type { AuditEntry } from '@recado/messaging';
import type { Response } from 'express';
import { auditEntry } from './audit.ts';
import { viewOf } from './view-of.ts';

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
