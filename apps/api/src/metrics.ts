import { makeCounter, makeGauge, makeHistogram, makeMetrics } from '@recado/runtime';
import type { UnreadableValues } from '@recado/store';
import type { Request, RequestHandler } from 'express';

/** One answered request. `route` is its path as it was mounted, so the number of routes is limited. */
export type Answered = { method: string; route: string; status: number; seconds: number };

const acceptBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

type Deps = { clockOffsetMs: () => number; unreadableValues: UnreadableValues };

/** Counters and gauges of the API. */
export const makeApiMetrics = ({ clockOffsetMs, unreadableValues }: Deps) => {
  const requests = makeCounter('recado_http_requests_total', 'Requests that were answered.');
  const refused = makeCounter('recado_webhooks_refused_total', 'Webhooks without the signature of Twilio.');
  const accepting = makeHistogram('recado_accept_seconds', 'From a request to its 202.', acceptBounds);
  const offset = makeGauge('recado_clock_offset_seconds', 'How far the clock is ahead of that of PostgreSQL.', () => [
    { labels: {}, value: clockOffsetMs() / 1_000 },
  ]);
  const unreadable = makeGauge(...unreadableGauge(unreadableValues));
  return {
    answered: (answer: Answered): void => {
      const { method, route, status, seconds } = answer;
      requests.add({ method, route, status });
      if (isAccepted(answer)) accepting.observe(seconds);
      if (isRefusedWebhook(answer)) refused.add({ route });
    },
    expose: makeMetrics([requests, refused, accepting, offset, unreadable]),
  };
};

const isAccepted = ({ method, route, status }: Answered) =>
  method === 'POST' && route === '/v1/messages' && status === 202;

const isRefusedWebhook = ({ route, status }: Answered) => route.startsWith('/webhooks/') && status === 403;

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

/** Express sets it once it has found the route. */
const routeOf = ({ route }: Request): string => (route as { path: string } | undefined)?.path ?? 'none';

const unreadableGauge = (values: UnreadableValues) =>
  [
    'recado_unreadable_values',
    'Encrypted values that could not be decrypted since the start, by column.',
    () => [...values].map(([column, value]) => ({ labels: { column }, value })),
  ] as const;
