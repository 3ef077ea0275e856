import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Response } from 'express';
import { noStore } from '../http/middleware.ts';

/** Where `npm run build` puts the console. */
export const builtConsole = fileURLToPath(new URL('../../../console/dist/', import.meta.url));

const yearMs = 31_536_000_000;

/**
 * Serves the files of the console's build, and its page for every path that is not the API's. The routes of the console
 * are in the browser.
 */
export const serveConsole = (folder: string): RequestHandler[] => {
  const options = { index: false, redirect: false, dotfiles: 'ignore' } as const;
  const assets = express.static(join(folder, 'assets'), { ...options, immutable: true, maxAge: yearMs });
  const others = express.static(folder, { ...options, cacheControl: false, setHeaders: revalidate });
  return [
    // Their names contain a hash of their content.
    express.Router().use('/assets', assets),
    (request, response, next) =>
      request.path === '/index.html' || ofTheApi.test(request.path) ? next() : others(request, response, next),
    sendPage(folder),
  ];
};

const revalidate = (response: Response): void => void response.setHeader('Cache-Control', 'no-cache');

/** Paths at which a page of the console would hide a mistake of a caller. */
const ofTheApi = /^\/(?:v1|webhooks|docs|assets|healthz|readyz|metrics|openapi\.json)(?:\/|$)/i;

const nonceBytes = 16;

const sendPage =
  (folder: string): RequestHandler =>
  async (request, response, next) => {
    const { method, headers, path } = request;
    const isPage = /\btext\/html\b/i.test(headers.accept ?? '') && !ofTheApi.test(path);
    if (!isPage || (method !== 'GET' && method !== 'HEAD')) return next();
    const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
    const nonce = randomBytes(nonceBytes).toString('base64');
    for (const [name, value] of headersOfPage(nonce)) response.setHeader(name, value);
    noStore(request, response, () => undefined);
    if (page === undefined) return void response.status(404).type('html').send(notBuilt);
    response.type('html').send(page.replaceAll(/\bnonce="[^"]*"/g, `nonce="${nonce}"`));
  };

/** A style of a component has the nonce; a script has to come from here, and writes no HTML. */
const headersOfPage = (nonce: string): [name: string, value: string][] => [
  [
    'Content-Security-Policy',
    [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
  ],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Permissions-Policy', permissions],
];

const refused = ['camera', 'display-capture', 'geolocation', 'microphone', 'midi', 'payment', 'serial', 'usb'];

const permissions = [
  ...refused.map((feature) => `${feature}=()`),
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
].join(', ');

const notBuilt = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Recado</title></head>
  <body>
    <h1>The console is not built</h1>
    <p>Run <code>npm run build</code>, then load this page again. The API works without it: see <a href="/docs">/docs</a>.</p>
  </body>
</html>
`;
