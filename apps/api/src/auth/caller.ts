import type { Scope } from '@recado/contract';
import { mayDo, Refusal, type Actor, type Caller } from '@recado/messaging';
import type { RequestHandler, Response } from 'express';

/** Whether the one who looks may see numbers in full. */
export type View = { unmasked: boolean };

/** Who calls: set by authenticate, which stands before every handler that asks. */
export const callerOf = (response: Response): Caller => response.locals['caller'] as Caller;

/** The caller as the audit log names it. */
export const actorOf = (response: Response): Actor => {
  const { id, name } = callerOf(response);
  return { id, name };
};

/** Before it is known whether anybody was let in. */
export const callerIfAny = (response: Response): Caller | undefined => response.locals['caller'] as Caller | undefined;

export const setCaller = (response: Response, caller: Caller): void => {
  response.locals['caller'] = caller;
};

/** What the caller may see of people's numbers. */
export const viewOf = (response: Response): View => ({ unmasked: mayDo(callerOf(response), 'pii:read') });

export const requireScope =
  (scope: Scope): RequestHandler =>
  (_request, response, next) => {
    if (!mayDo(callerOf(response), scope)) throw new Refusal('forbidden', `This needs a key with the scope ${scope}`);
    next();
  };
