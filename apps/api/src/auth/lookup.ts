import { numberOf, recordLookup, Refusal } from '@recado/messaging';
import type { Response } from 'express';
import { actorOf, may } from './caller.ts';

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
