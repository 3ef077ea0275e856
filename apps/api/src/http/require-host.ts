import { Refusal } from '@recado/messaging';
import type { RequestHandler } from 'express';

/** As HTTP/1.1 asks (RFC 9112, 3.2). Node would refuse it with an answer of its own, which is no problem+json. */
export const requireHost: RequestHandler = (request, _response, next) => {
  if (request.headers.host === undefined && request.httpVersion === '1.1')
    throw new Refusal('malformed-request', 'The header Host is missing');
  next();
};
