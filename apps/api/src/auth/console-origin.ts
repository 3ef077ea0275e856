import { BlockList, isIP } from 'node:net';
import type { FieldError } from '@recado/contract';
import { Refusal } from '@recado/messaging';
import type { CookieOptions, Request, RequestHandler } from 'express';

/** Where the console is, as CONSOLE_URL says. Nothing of it comes from a header that a proxy or a caller may set. */
export type ConsoleOrigin = { origin: string; isSafe: boolean; cookie: string; cookieOptions: CookieOptions };

/** A browser sends a cookie that is not `Secure` over any network, so plain HTTP is only for this machine. */
export const consoleOriginOf = (consoleUrl: string): ConsoleOrigin => {
  const { origin, protocol, hostname } = new URL(consoleUrl);
  const isTls = protocol === 'https:';
  return {
    origin,
    isSafe: isTls || isLoopback(hostname),
    // A browser keeps the prefix for cookies of this very host that came over TLS.
    cookie: isTls ? '__Host-recado' : 'recado',
    cookieOptions: { httpOnly: true, secure: isTls, sameSite: 'strict', path: '/' },
  };
};

const loopback = new BlockList();

/**
 * A browser sends the cookie for anyone who makes it ask. So a request counts only if the browser says that a page of
 * this origin made it. One that changes something also needs a header that no form can send.
 */
export const checkOrigin = ({ origin }: ConsoleOrigin, { method, headers }: Pick<Request, 'method' | 'headers'>) => {
  const site = headers['sec-fetch-site'];
  const isOwn = site === undefined ? headers.origin === origin : site === 'same-origin';
  if (!isOwn) throw refuse('foreign_origin', 'A session counts only for requests of the console itself');
  if (!reading.has(method) && headers['x-recado-console'] !== '1')
    throw refuse('console_header_missing', 'A request that changes something needs the header X-Recado-Console: 1');
};

/** For requests that begin a session. */
export const requireConsole =
  (origin: ConsoleOrigin): RequestHandler =>
  (request, _response, next) => {
    if (!origin.isSafe)
      throw refuse('insecure_origin', 'CONSOLE_URL is plain HTTP, so nobody can sign in. Put TLS in front of it');
    checkOrigin(origin, request);
    next();
  };

/** Returns the token in the console's cookie. */
export const tokenOf = ({ cookie: name }: ConsoleOrigin, { headers }: Pick<Request, 'headers'>): string | undefined =>
  headers.cookie
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1, name.length + 1 + longest);

loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const isLoopback = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  if (family) return loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
  return /(^|\.)localhost$/.test(host);
};

const reading = new Set(['GET', 'HEAD']);

const refuse = (reason: FieldError['reason'], message: string): Refusal =>
  new Refusal('forbidden', message, [{ field: '', reason, message }]);

/** The longest value that can be a token, and more. */
const longest = 256;
