import type { AuditEntry } from '@recado/messaging';
import type { Response } from 'express';
import { actorOf, viewOf } from './caller.ts';

export type RevealDeps = { clock: () => Date; writeAuditEntry: (entry: AuditEntry) => Promise<void> };

/**
 * Writes an audit entry before an answer shows whole numbers: how many, and where. Numbers that the caller sent itself
 * are not revealed. `object` is the path of the answer under /v1.
 */
export const writeRevealEntry = async (
  deps: RevealDeps,
  response: Response,
  object: string,
  count: number,
): Promise<void> => {
  if (count === 0 || !viewOf(response).unmasked) return;
  const actor = actorOf(response);
  await deps.writeAuditEntry({ at: deps.clock(), actor, action: 'numbers.revealed', object, detail: { count } });
};
