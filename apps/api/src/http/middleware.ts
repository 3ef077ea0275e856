import type { Scope } from '@recado/contract';
import { Refusal, Unavailable } from '@recado/messaging';
import type { Express, RequestHandler } from 'express';
import helmet from 'helmet';
import { sendProblem } from './errors.ts';

/** Names and values. An answer is data, so a browser that is led to one shows, runs and loads nothing. */
export const ofAnswers = Object.entries({
  'Content-Security-Policy': "default-src 'none';frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
});

/** For every answer that a route gives. */
export const answerHeaders: RequestHandler = (_request, response, next) => {
  for (const [name, value] of ofAnswers) response.setHeader(name, value);
  next();
};

/** After SIGTERM each answer ends its connection, so that a client opens the next one to another process. */
export const closeOnStop =
  ({ isStopping }: { isStopping: () => boolean }): RequestHandler =>
  (_request, response, next) => {
    if (isStopping()) response.setHeader('Connection', 'close');
    next();
  };

/** For a page: nothing from elsewhere, nothing inline: /docs needs neither. `data:` is Swagger UI's icons. */
export const pageHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
    // The TLS proxy decides whether a host is reached by TLS only.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });

/** As HTTP/1.1 asks (RFC 9112, 3.2). Node would refuse it with an answer of its own, which is no problem+json. */
export const requireHost: RequestHandler = (request, _response, next) => {
  if (request.headers.host === undefined && request.httpVersion === '1.1')
    throw new Refusal('malformed-request', 'The header Host is missing');
  next();
};

/** Responses contain personal data for the caller alone, so no cache may store them. */
export const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** Until the schema exists, a request that needs it gets 503 and must be repeated. */
export const untilPrepared =
  (isPrepared: () => boolean): RequestHandler =>
  (_request, _response, next) => {
    if (!isPrepared()) throw new Unavailable('postgresql');
    next();
  };

/** A route is one method at one path. `path` is in Express's form: `/v1/messages/:id`. */
export type Route = { method: 'get' | 'post' | 'put' | 'patch' | 'delete'; path: string; handlers: RequestHandler[] };

/** Makes a route under /v1 that takes a key with the scope. */
export type V1 = (method: Route['method'], path: string, scope: Scope, ...handlers: RequestHandler[]) => Route;

/** Makes one handler of several, for Express to find and call once. An error goes where Express's own handlers send it. */
export const inTurn = (...handlers: RequestHandler[]): RequestHandler => {
  const callFrom = (place: number, ...[request, response, leave]: Parameters<RequestHandler>): void => {
    const handler = handlers[place];
    if (!handler) return leave();
    try {
      const running: unknown = handler(request, response, (error?: unknown) =>
        error === undefined ? callFrom(place + 1, request, response, leave) : leave(error),
      );
      if (running instanceof Promise) running.catch(leave);
    } catch (error) {
      leave(error);
    }
  };
  return (request, response, next) => callFrom(0, request, response, next);
};

/** Puts routes into the app, and a 405 behind each path for the methods that it lacks. */
export const mount = (app: Express, routes: Route[]): void => {
  for (const [path, group] of Map.groupBy(routes, (route) => route.path)) {
    const at = app.route(path);
    for (const { method, handlers } of group) at[method](inTurn(...handlers));
    at.all(refuseMethod(group.map(({ method }) => method)));
  }
};

const refuseMethod = (methods: Route['method'][]): RequestHandler => {
  const allow = methods.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])).join(', ');
  return (_request, response) => {
    sendProblem(response, {
      type: 'method-not-allowed',
      detail: `Allowed here: ${allow}`,
      headers: { Allow: allow },
    });
  };
};
