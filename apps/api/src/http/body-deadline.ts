import type { Request, RequestHandler, Response } from 'express';

/** Longer than any body takes that is read as a whole. */
const bodyWithinMs = 30_000;

type Locals = { liftBodyDeadline?: () => void };

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Closes the connection of whoever takes too long over a body, so that nobody holds connections by sending slowly. */
export const bodyDeadline: RequestHandler = (request, response, next) => {
  if (!hasBody(request)) return next();
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, bodyWithinMs);
  const lift = () => clearTimeout(timer);
  request.once('close', lift);
  (response.locals as Locals).liftBodyDeadline = lift;
  next();
};

/** For a body of any length, whose reader watches over it itself. */
export const liftBodyDeadline = (response: Response): void => {
  (response.locals as Locals).liftBodyDeadline?.();
};
