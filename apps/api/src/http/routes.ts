import type { Scope } from '@recado/contract';
import type { Express, RequestHandler } from 'express';
import { sendProblem } from './errors.ts';

/** One method at one path. `path` is in Express's form: `/v1/messages/:id`. */
export type Route = { method: 'get' | 'post' | 'put' | 'patch' | 'delete'; path: string; handlers: RequestHandler[] };

/** Makes a route under /v1 that takes a key with the scope. */
export type V1 = (method: Route['method'], path: string, scope: Scope, ...handlers: RequestHandler[]) => Route;

/** Puts routes into the app, and a 405 behind each path for the methods that it lacks. */
export const mount = (app: Express, routes: Route[]): void => {
  for (const [path, group] of Map.groupBy(routes, (route) => route.path)) {
    const at = app.route(path);
    for (const { method, handlers } of group) at[method](...handlers);
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
