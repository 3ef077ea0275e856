import { addSharedMetrics, makeMetrics } from '@recado/runtime';
import { explainCode } from '@recado/twilio';
import type { Request, RequestHandler } from 'express';

/** Describes one answered request. `route` is its path as it was mounted, so the number of routes is limited. */
export type Answered = { method: string; route: string; status: number; seconds: number };

const acceptBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const requestBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300];
const webhooks = ['/webhooks/twilio/inbound', '/webhooks/twilio/status/:messageId'];
const reported = ['sent', 'delivered', 'read', 'undelivered', 'failed', 'canceled'];
const results = ['moved', 'kept', 'unknown-message'];

/** Counters and gauges of the API. */
export const makeApiMetrics = () => {
  const metrics = makeMetrics();
  const { makeCounter, makeHistogram, makeGauge } = metrics;
  const shared = addSharedMetrics(metrics, (code) => explainCode(code) !== undefined);
  let underWay = 0;
  const requests = makeCounter({
    name: 'recado_http_requests_total',
    help: 'Requests that were answered.',
    labels: ['method', 'route', 'status'],
    starts: [
      ...['202', '503', '500'].map((status) => ({ method: 'POST', route: '/v1/messages', status })),
      ...webhooks.flatMap((route) => ['200', '204', '500', '503'].map((status) => ({ method: 'POST', route, status }))),
    ],
  });
  const durations = makeHistogram({
    name: 'recado_http_request_seconds',
    help: 'From a request to its answer.',
    labels: ['method', 'route'],
    buckets: requestBounds,
  });
  const aborted = makeCounter({
    name: 'recado_http_requests_aborted_total',
    help: 'Requests whose caller was gone before the answer.',
    labels: ['route'],
    starts: [{ route: '/v1/messages' }],
  });
  makeGauge({ name: 'recado_http_requests_in_flight', help: 'Requests that are not answered yet.' }, () => [
    { value: underWay },
  ]);
  const refused = makeCounter({
    name: 'recado_webhooks_refused_total',
    help: 'Webhooks without the signature of Twilio.',
    labels: ['route'],
    starts: webhooks.map((route) => ({ route })),
  });
  const accepting = makeHistogram({
    name: 'recado_accept_seconds',
    help: 'From a request to its 202.',
    buckets: acceptBounds,
  });
  const callbacks = makeCounter({
    name: 'recado_callbacks_total',
    help: 'Status callbacks, by what they did to their message.',
    labels: ['status', 'result'],
    starts: reported.flatMap((status) => results.map((result) => ({ status, result }))),
  });
  return {
    ...shared,
    began: (): void => {
      underWay += 1;
    },
    ended: (): void => {
      underWay -= 1;
    },
    aborted: (route: string): void => aborted.inc({ route }),
    calledBack: (status: string, result: string): void => callbacks.inc({ status, result }),
    answered: (answer: Answered): void => {
      const { method, route, status, seconds } = answer;
      requests.inc({ method, route, status });
      durations.observe({ method, route }, seconds);
      if (isAccepted(answer)) accepting.observe(seconds);
      if (isRefusedWebhook(answer)) refused.inc({ route });
    },
    expose: metrics.expose,
  };
};

export type ApiMetrics = ReturnType<typeof makeApiMetrics>;

const isAccepted = ({ method, route, status }: Answered) =>
  method === 'POST' && route === '/v1/messages' && status === 202;

const isRefusedWebhook = ({ route, status }: Answered) => route.startsWith('/webhooks/') && status === 403;

type Counts = Pick<ApiMetrics, 'began' | 'ended' | 'aborted' | 'answered'>;

/** Counts each request when its answer is out, and apart from these each whose caller went away before. */
export const countRequests =
  (metrics: Counts): RequestHandler =>
  (request, response, next) => {
    const began = performance.now();
    metrics.began();
    response.once('close', () => {
      metrics.ended();
      const route = routeOf(request);
      if (!response.writableFinished) return metrics.aborted(route);
      const seconds = (performance.now() - began) / 1_000;
      metrics.answered({ method: request.method, route, status: response.statusCode, seconds });
    });
    next();
  };

/** Express sets it once it has found the route. */
export const routeOf = ({ route }: Request): string => (route as { path: string } | undefined)?.path ?? 'none';
