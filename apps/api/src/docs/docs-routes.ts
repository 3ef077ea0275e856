import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'express';
import absolutePath from 'swagger-ui-dist/absolute-path.js';
import { pageHeaders, type Route } from '../http/middleware.ts';

const dayMs = 86_400_000;
const own = fileURLToPath(new URL('page/', import.meta.url));

/** Serves the API's description, and a viewer of it that loads nothing from elsewhere. */
export const docsRoutes = (): Route[] => [
  { method: 'get', path: '/openapi.json', handlers: [openapi()] },
  page('/docs', 'index.html'),
  page('/docs/initialize.js', 'initialize.js'),
  page('/docs/page.css', 'page.css'),
  asset('swagger-ui.css'),
  asset('swagger-ui-bundle.js'),
  asset('favicon-32x32.png'),
];

const file = (root: string, name: string, maxAge: number): RequestHandler => {
  const options = { root, maxAge, cacheControl: true };
  return (_request, response, next) => response.sendFile(name, options, (error) => error && next(error));
};

const page = (path: string, name: string): Route => ({
  method: 'get',
  path,
  handlers: [pageHeaders(), file(own, name, 0)],
});

const asset = (name: string): Route => ({
  method: 'get',
  path: `/docs/${name}`,
  handlers: [file(absolutePath(), name, dayMs)],
});

/** Loads and makes the description at its first request: that takes a tenth of the CPU time of a start. */
const openapi = (): RequestHandler => {
  let json: string | undefined;
  return async (_request, response) => {
    const { openApiDocument } = await import('@recado/contract/openapi');
    json ??= JSON.stringify(openApiDocument());
    response.type('json').send(json);
  };
};
