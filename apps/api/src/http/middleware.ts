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
    // Whether a host is reached by TLS only is for whoever ends TLS to say.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
