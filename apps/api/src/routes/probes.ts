import type { RequestHandler } from 'express';

/** The process lives. Whether it can work is for /readyz to say. */
export const healthz: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'no-store').json({ status: 'ok' });
};
