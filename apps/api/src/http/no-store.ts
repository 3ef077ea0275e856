import type { RequestHandler } from 'express';

/** What the API says of people is for the caller alone: no cache between may keep it. */
export const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};
