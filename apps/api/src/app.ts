import express, { type Express } from 'express';
import { builtConsole, serveConsole } from './console/serve-console.ts';
import type { Context } from './context.ts';
import { handleError, notFound } from './http/errors.ts';
import { bodyDeadline } from './http/json-body.ts';
import { answerHeaders, closeOnStop, inTurn, mount, requireHost } from './http/middleware.ts';
import { requestLog } from './http/request-log.ts';
import { traceRequests } from './http/trace-requests.ts';
import { countRequests } from './metrics.ts';
import { metricsRoute, probeRoutes, routesOf } from './routes/index.ts';

/** The HTTP side of the API: what stands before and behind its routes. `folder` has the built console. */
export const createApp = (context: Context, folder = builtConsole): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', false);
  app.use(
    inTurn(
      requestLog(context),
      countRequests(context.metrics),
      traceRequests,
      answerHeaders,
      closeOnStop(context),
      requireHost,
      bodyDeadline,
    ),
  );
  mount(app, [...routesOf(context), ...(context.hasMetricsPort ? [] : [metricsRoute(context)])]);
  app.use(...serveConsole(folder));
  app.use(notFound, handleError(context.log));
  return app;
};

/** The health checks and metrics, on a port of their own that is not public. */
export const createMetricsApp = (context: Context): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.use(requestLog(context), answerHeaders);
  mount(app, [...probeRoutes(context), metricsRoute(context)]);
  app.use(notFound, handleError(context.log));
  return app;
};
