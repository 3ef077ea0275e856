import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { unescape } from 'node:querystring';
import { traceFields } from '@recado/runtime';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { callerIfAny } from '../auth/caller.ts';
import { spanOf } from './trace-requests.ts';

const idPattern = /^[\w.:-]{1,128}$/;

/** The id under which the log has a request, and which its answer carries. */
export const requestIdOf = (response: Response): string => response.get(idHeader) ?? '';

type Deps = {
  log: Logger;
  /** Returns whether each step of a message is logged. */
  isSampled: (messageId: string) => boolean;
};

/**
 * Logs one line per request, when it is answered or its caller is gone: the key's id, but no headers, bodies, queries
 * or phone numbers. A request that failed has the reason in its line. Accepted messages and their callbacks are logged at
 * debug, except those of a sample.
 */
export const requestLog =
  ({ log, isSampled }: Deps): RequestHandler =>
  (request, response, next) => {
    const began = performance.now();
    const requestId = idOf(request);
    const { method, url } = request;
    const failures: Failure[] = [];
    response.setHeader(idHeader, requestId);
    failuresOfOpen.set(response, failures);
    response.once('close', () => {
      failuresOfOpen.delete(response);
      const messageId = messageOf(request, response);
      const failure = failures.find((each) => each.level === 'error') ?? failures[0];
      const level = failure?.level ?? levelOf(url, response, messageId === undefined || isSampled(messageId));
      if (!log.isLevelEnabled(level)) return;
      const line = {
        requestId,
        ...traceFields(spanOf(response)),
        ...(messageId !== undefined && { message_id: messageId }),
        caller: callerIfAny(response)?.id,
        method,
        path: loggedPath(url),
        status: response.statusCode,
        ms: Math.round(performance.now() - began),
        ...(!response.writableFinished && { aborted: true }),
        ...(failures.length > 1 && { failures: failures.length }),
        ...failure?.fields,
      };
      log[level](line, failure?.message ?? 'answered');
    });
    next();
  };

/** The part of a failed request that an operator must know. */
export type Failure = { level: 'warn' | 'error'; message: string; fields?: object };

/** The failures of requests whose line is not written yet. */
const failuresOfOpen = new WeakMap<Response, Failure[]>();

/** Adds a failure to the line of its request. If that is written because the caller is gone, the failure has its own. */
export const logFailure = (log: Logger, response: Response, failure: Failure): void => {
  const failures = failuresOfOpen.get(response);
  if (failures) failures.push(failure);
  else log[failure.level]({ requestId: requestIdOf(response), ...failure.fields }, failure.message);
};

/** A caller's own id for a request is kept when it is harmless in a log. */
const idOf = ({ headers }: IncomingMessage): string => {
  const given = headers['x-request-id'];
  return typeof given === 'string' && idPattern.test(given) && !looksLikeNumber(given) ? given : randomUUID();
};

const probes = new Set(['/healthz', '/readyz', '/metrics']);

const levelOf = (url: string, { statusCode, writableFinished }: ServerResponse, isShown: boolean) => {
  if (probes.has(url)) return 'trace';
  if (statusCode >= 500) return 'warn';
  return isShown || statusCode >= 400 || !writableFinished ? 'info' : 'debug';
};

/** Returns the message that a request created, or that a status callback is about. */
const messageOf = ({ method, url }: IncomingMessage, response: Response): string | undefined => {
  const [, called] = callback.exec(url ?? '') ?? [];
  if (called !== undefined || method !== 'POST') return called;
  return created.exec(response.statusCode === 202 ? (response.get('Location') ?? '') : '')?.[1];
};

const callback = /^\/webhooks\/twilio\/status\/([0-9a-f-]{36})(?:[?]|$)/i;
const created = /^\/v1\/messages\/([0-9a-f-]{36})$/;

const idHeader = 'X-Request-Id';

const maxLength = 200;

/** A path segment here is a phone number, perhaps one in a wrong form. */
const person = /^(\/v1\/contacts\/)[^/]+/i;

/** The URL in the log: only the path, because a query may contain a phone number, and with numbers in it masked. */
export const loggedPath = (url: string): string =>
  url
    .replace(/[?#].*$/s, '')
    .replace(person, '$1****')
    .replace(/[^/]+/g, (part) => (looksLikeNumber(part) ? '****' : part))
    .slice(0, maxLength);

/** National numbers without an area are not shorter anywhere. */
const fewestDigits = 7;

/**
 * Returns whether a part of a path or an id may be a phone number in any form. It may be escaped, have a scheme like
 * `whatsapp:`, or use digits of another script.
 */
export const looksLikeNumber = (part: string): boolean => {
  if (part.length < fewestDigits || !/[\d%]/.test(part)) return false;
  const plain = unescape(part).replace(/^\p{L}+:/u, '');
  return !/\p{L}/u.test(plain) && plain.replace(/\P{Nd}/gu, '').length >= fewestDigits;
};
