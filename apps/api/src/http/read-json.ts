import { Refusal } from '@recado/messaging';
import express, { type RequestHandler } from 'express';

/** Bytes. The largest legal message is far below. */
export const bodyLimit = 64 * 1024;

/** No schema goes deeper than this many objects in the body. */
const deepest = 2;

const carriesProto = (value: unknown, depth = deepest): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, '__proto__') ||
    (depth > 0 && Object.values(value).some((inner) => carriesProto(inner, depth - 1))));

/** `__proto__` is a name that copying loses or worse. */
const refuseProto: RequestHandler = (request, _response, next) => {
  if (carriesProto(request.body))
    throw new Refusal('invalid-request', 'See errors', [
      { field: '__proto__', reason: 'unknown_field', message: 'is not a name for a field' },
    ]);
  next();
};

const refuseOtherKinds: RequestHandler = (request, _response, next) => {
  const hasBody = request.headers['content-length'] !== '0' && request.headers['content-type'] !== undefined;
  if (hasBody && !request.is('application/json'))
    throw new Refusal('unsupported-media-type', 'Send a body as application/json');
  next();
};

/** Reads a JSON body of any shape; the route's schema says what it must be. */
export const readJson: RequestHandler[] = [
  refuseOtherKinds,
  express.json({ limit: bodyLimit, strict: false }),
  refuseProto,
];
