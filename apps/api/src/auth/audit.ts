import { numberOf, recordLookup, Refusal, type AuditEntry } from '@recado/messaging';
import type { Response } from 'express';
import { actorOf, may, viewOf } from './caller.ts';

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
  if (count > 0 && viewOf(response).unmasked) await writeReveal(deps, response, object, { count });
};

/** The same for numbers that a person asked for, with the reason that they gave. */
export const writeReveal = (
  deps: RevealDeps,
  response: Response,
  object: string,
  detail: { count: number; reason?: string },
): Promise<void> =>
  deps.writeAuditEntry({ at: deps.clock(), actor: actorOf(response), action: 'numbers.revealed', object, detail });

export type LookupDeps = Parameters<typeof recordLookup>[0] & Parameters<typeof numberOf>[0];

/**
 * Returns the number by which a caller looks for data; a handle stands for one. A caller who sees masked numbers needs
 * contacts:read for it, and each number counts. A handle was counted when it was made.
 */
export const lookedUpNumber = async (
  deps: LookupDeps,
  response: Response,
  phone: string,
  object?: string,
): Promise<string> => {
  const to = numberOf(deps, phone);
  if (may(response, 'pii:read')) return to;
  if (!may(response, 'contacts:read'))
    throw new Refusal('forbidden', 'Looking for a number needs a key with the scope contacts:read or pii:read');
  if (to === phone) await recordLookup(deps, phone, { actor: actorOf(response), ...(object && { object }) });
  return to;
};
