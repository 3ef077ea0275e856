import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { unescape } from 'node:querystring';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { callerIfAny } from '../auth/caller.ts';

const idPattern = /^[\w.:-]{1,128}$/;

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

const maxLength = 200;

/** Behind this is a phone number, and if what is there is none, then one that is written wrongly. */
const person = /^(\/v1\/contacts\/)[^/]+/i;

/** What the log has of a URL: the path alone, for a query may hold a number, and no number in it either. */
export const loggedPath = (url: string): string =>
  url
    .replace(/[?#].*$/s, '')
    .replace(person, '$1****')
    .replace(/[^/]+/g, (part) => (looksLikeNumber(part) ? '****' : part))
    .slice(0, maxLength);

/** National numbers without an area are not shorter anywhere. */
const fewestDigits = 7;

/**
 * Whether a part of a path or an id may be a phone number, however it is written: in escapes, with a scheme such as
 * `whatsapp:`, in digits of another script.
 */
export const looksLikeNumber = (part: string): boolean => {
  if (part.length < fewestDigits || !/[\d%]/.test(part)) return false;
  const plain = unescape(part).replace(/^\p{L}+:/u, '');
  return !/\p{L}/u.test(plain) && plain.replace(/\P{Nd}/gu, '').length >= fewestDigits;
};
