import type { Caller } from '@recado/messaging';
import type { Response } from 'express';

/** Who calls: set by authenticate, which stands before every handler that asks. */
export const callerOf = (response: Response): Caller => response.locals['caller'] as Caller;

export const setCaller = (response: Response, caller: Caller): void => {
  response.locals['caller'] = caller;
};
