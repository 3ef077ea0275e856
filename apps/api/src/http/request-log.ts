import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { callerIfAny } from '../auth/caller.ts';
import { loggedPath } from './logged-path.ts';
import { looksLikeNumber } from './looks-like-number.ts';

const idPattern = /^[\w.:-]{1,128}$/;

/** A caller's own id for a request is kept when it is harmless in a log. */
const idOf = ({ headers }: IncomingMessage): string => {
  const given = headers['x-request-id'];
  return typeof given === 'string' && idPattern.test(given) && !looksLikeNumber(given) ? given : randomUUID();
};

const probes = new Set(['/healthz', '/readyz', '/metrics']);

const levelOf = (url: string, { statusCode }: ServerResponse) => {
  if (probes.has(url)) return 'trace';
  return statusCode >= 500 ? 'warn' : 'info';
};

const idHeader = 'X-Request-Id';

/** The id under which the log has a request, and which its answer carries. */
export const requestIdOf = (response: Response): string => response.get(idHeader) ?? '';

/** One line a request, when its answer is out or its caller is gone: the id of its key, no headers, no bodies, no query, no numbers. */
export const requestLog =
  (log: Logger): RequestHandler =>
  (request, response, next) => {
    const began = Date.now();
    const requestId = idOf(request);
    const { method, url } = request;
    response.setHeader(idHeader, requestId);
    response.once('close', () => {
      const line = {
        requestId,
        caller: callerIfAny(response)?.id,
        method,
        path: loggedPath(url),
        status: response.statusCode,
        ms: Date.now() - began,
      };
      log[levelOf(url, response)](response.writableFinished ? line : { ...line, aborted: true }, 'answered');
    });
    next();
  };
