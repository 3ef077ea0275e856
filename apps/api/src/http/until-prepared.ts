import { Unavailable } from '@recado/messaging';
import type { RequestHandler } from 'express';

/** Before the schema is there, a request that needs it is told to come back. */
export const untilPrepared =
  (isPrepared: () => boolean): RequestHandler =>
  (_request, _response, next) => {
    if (!isPrepared()) throw new Unavailable('postgresql');
    next();
  };
