import { inSpan, nameRequestSpan, startRequestSpan, type Span } from '@recado/runtime';
import type { RequestHandler, Response } from 'express';
import { callerIfAny } from '../auth/caller.ts';
import { routeOf } from '../metrics.ts';

/** Puts each request of a caller into a span, in the caller's trace. Others, such as probes and the console, have none. */
export const traceRequests: RequestHandler = (request, response, next) => {
  const { method, headers } = request;
  const span = request.path.startsWith('/v1/') ? startRequestSpan(method, headers) : undefined;
  response.once('close', () => {
    if (span && callerIfAny(response))
      nameRequestSpan(span, { method, route: routeOf(request), status: response.statusCode });
    // A span that never ends is not sent. So requests without a valid key cannot fill the collector.
    else if (span) return;
    spanOf(response)?.end();
  });
  if (span) spans.set(response, span);
  inSpan(span, next);
};

const spans = new WeakMap<Response, Span>();

/** Returns the span of a request while it is open. */
export const spanOf = (response: Response): Span | undefined => spans.get(response);

/** Makes this the span of a request. It ends with the answer. */
export const setSpan = (response: Response, span: Span): void => void spans.set(response, span);
