import type { Request, RequestHandler } from 'express';
import type { Answered } from '../metrics.ts';

/** Express sets it once it has found the route. */
const routeOf = ({ route }: Request): string => (route as { path: string } | undefined)?.path ?? 'none';

/** Counts each request when its answer is out. One whose caller went away before is not answered. */
export const countRequests =
  (metrics: { answered: (answer: Answered) => void }): RequestHandler =>
  (request, response, next) => {
    const began = performance.now();
    response.once('finish', () => {
      const seconds = (performance.now() - began) / 1_000;
      metrics.answered({ method: request.method, route: routeOf(request), status: response.statusCode, seconds });
    });
    next();
  };
