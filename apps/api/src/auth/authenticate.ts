import type { KeyObject } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Refusal, type Caller, type Spent } from '@recado/messaging';
import type { Request, RequestHandler, Response } from 'express';
import { sendProblem } from '../http/errors.ts';
import { callerOf, setCaller, setRequestKey } from './caller.ts';
import { checkOrigin, tokenOf, type ConsoleOrigin } from './console-origin.ts';
import { callerOfSession, setSession, type Sessions } from './sessions.ts';

type AuthenticateDeps = {
  findCaller: (key: string) => Promise<Caller | undefined>;
  /** A failure from this address waits this many milliseconds. */
  guessDelay: (address: string) => number;
  writeLastUse: (keyId: string) => void;
  origin: ConsoleOrigin;
  sessions: Pick<Sessions, 'find'>;
  touchSession: (id: string) => void;
  requestKey: KeyObject;
};

/** Lets in an API key, or a person by the cookie of the console. With Authorization the cookie does not count. */
export const makeAuthenticate = (deps: AuthenticateDeps): RequestHandler => {
  const { findCaller, guessDelay, writeLastUse, origin, sessions, touchSession, requestKey } = deps;

  const byKey = async (header: string): Promise<Caller | undefined> => {
    const key = bearerOf(header);
    const caller = key === undefined ? undefined : await findCaller(key);
    if (caller) writeLastUse(caller.id);
    return caller;
  };

  const bySession = async (request: Request, response: Response): Promise<Caller | undefined> => {
    if (tokenOf(origin, request) === undefined) return undefined;
    checkOrigin(origin, request);
    const found = await sessions.find(request);
    if (!found) return undefined;
    touchSession(found.session.id);
    setSession(response, found);
    return callerOfSession(found);
  };

  return async (request, response, next) => {
    const { authorization } = request.headers;
    const caller = authorization === undefined ? await bySession(request, response) : await byKey(authorization);
    if (!caller) {
      const delayMs = authorization === undefined ? 0 : guessDelay(request.socket.remoteAddress ?? '');
      return refuse(request, response, delayMs);
    }
    setCaller(response, caller);
    setRequestKey(response, requestKey);
    next();
  };
};

const refuse = async (request: Request, response: Response, delayMs: number): Promise<void> => {
  if (delayMs) await wait(delayMs);
  const given = request.headers.authorization !== undefined;
  sendProblem(response, {
    type: 'unauthorized',
    detail: given
      ? 'No valid API key in Authorization: it is unknown, expired or revoked'
      : 'Sign in to the console, or send Authorization: Bearer <API key>',
    headers: { 'WWW-Authenticate': given ? 'Bearer realm="recado", error="invalid_token"' : 'Bearer realm="recado"' },
  });
};

/** Returns the key in `Authorization: Bearer …`, which may be any UTF-8 text. A longer one is ignored. */
export const bearerOf = (header: string | undefined): string | undefined => {
  const key = /^Bearer +(\S.{0,511})$/i.exec(header ?? '')?.[1];
  // Node gives the bytes of a header as Latin-1.
  return key === undefined ? undefined : Buffer.from(key, 'latin1').toString().trimEnd();
};

type IsStillValidDeps = Pick<AuthenticateDeps, 'findCaller' | 'sessions'>;

/** Checks that the key or session of a request is still valid, for responses that may take very long. */
export const makeIsStillValid =
  ({ findCaller, sessions }: IsStillValidDeps) =>
  async ({ headers }: Pick<Request, 'headers'>): Promise<boolean> => {
    if (headers.authorization === undefined) return (await sessions.find({ headers })) !== undefined;
    const key = bearerOf(headers.authorization);
    return key !== undefined && (await findCaller(key)) !== undefined;
  };

type Options = { clock: () => Date; everyMs: number; touch: (id: string, at: Date) => Promise<void> };

/** Notes the use of a key or session at most once in a while, beside the request and never in its way. */
export const touchAtMost = ({ clock, everyMs, touch }: Options) => {
  const touched = new Map<string, number>();
  return (id: string): void => {
    const now = clock();
    if (now.getTime() - (touched.get(id) ?? -Infinity) < everyMs) return;
    touched.set(id, now.getTime());
    touch(id, now).catch(() => touched.delete(id));
  };
};

type Deps = { spendRequest: (keyId: string, limit: number) => Promise<Spent> };

/** Refuses requests over a key's limit per second, and reports the rest by draft-ietf-httpapi-ratelimit-headers-10. */
export const makeLimitRate =
  ({ spendRequest }: Deps): RequestHandler =>
  async (_request, response, next) => {
    const { id, rateLimit } = callerOf(response);
    if (rateLimit === undefined) return next();
    const { isWithin, remaining, resetMs } = await spendRequest(id, rateLimit);
    const reset = seconds(resetMs);
    response.setHeader('RateLimit-Policy', `"key";q=${rateLimit};w=1`);
    response.setHeader('RateLimit', `"key";r=${remaining};t=${reset}`);
    if (isWithin) return next();
    response.setHeader('Retry-After', String(reset));
    throw new Refusal('rate-limited', `You may make ${rateLimit} requests per second. Wait for Retry-After seconds`);
  };

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000));
