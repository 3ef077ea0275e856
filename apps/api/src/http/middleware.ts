import { Refusal, Unavailable } from '@recado/messaging';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

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
