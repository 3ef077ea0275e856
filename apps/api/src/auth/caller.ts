import type { Caller } from '@recado/messaging';
import type { Response } from 'express';

/** Who calls: set by authenticate, which stands before every handler that asks. */
export const callerOf = (response: Response): Caller => response.locals['caller'] as Caller;

/** Before it is known whether anybody was let in. */
export const callerIfAny = (response: Response): Caller | undefined => response.locals['caller'] as Caller | undefined;

export const setCaller = (response: Response, caller: Caller): void => {
  response.locals['caller'] = caller;
};
