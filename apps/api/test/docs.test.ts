import { createLogger, parseEnv } from '@recado/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../src/app.ts';
import { Config } from '../src/config.ts';
import { createContext } from '../src/context.ts';
import { environment, request, startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const get = (path: string) => request(api.url + path, 'GET');

type Layer = { route?: { path: string; stack: { method?: string }[] } };
type Document = { paths: Record<string, object> };

const routesOf = (layers: Layer[]): string[] =>
  layers.flatMap(({ route }) =>
    (route?.stack ?? []).flatMap(({ method }) =>
      method ? [`${method} ${route?.path.replaceAll(/:(\w+)/g, '{$1}')}`] : [],
    ),
  );

const operationsOf = (document: Document): string[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );

describe('the description of the API', () => {
  it('has every route, and no other', async () => {
    const config = parseEnv(Config, environment(api.databaseUrl));
    await using context = createContext(config, createLogger({ name: 'api', level: 'silent' }));
    const routes = routesOf(createApp(context).router.stack).filter((route) => !route.startsWith('get /docs/'));
    const described = operationsOf((await get('/openapi.json')).body as Document);
    expect(routes.length).toBeGreaterThan(10);
    expect([...new Set(routes)].toSorted()).toEqual(described.toSorted());
  });
});

it('every operation says what it may refuse, and every required property is described', async () => {
  const document = (await get('/openapi.json')).body as Document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { responses: object }>).map(([method, { responses }]) => ({
      name: `${method} ${path}`,
      refusals: Object.keys(responses).filter((status) => status.startsWith('4')).length,
    })),
  );
  expect(operations.filter(({ refusals }) => refusals === 0)).toEqual([]);
  const faults: string[] = [];
  JSON.stringify(document, (_key, value: { required?: unknown; properties?: object } | null) => {
    if (value !== null && Array.isArray(value.required))
      for (const name of value.required as string[])
        if (!Object.hasOwn(value.properties ?? {}, name)) faults.push(name);
    return value;
  });
  expect(faults).toEqual([]);
});

/** Recipients come in the order in which they are fed: those who were not yet sent to have no time. */
const untimed = new Set(['/v1/campaigns/{id}/recipients']);

type Described = { parameters?: { name: string; schema: { enum?: string[] } }[] };

it('every list in pages takes a time, an order and a cursor', async () => {
  const { paths } = (await get('/openapi.json')).body as { paths: Record<string, { get?: Described }> };
  const created = await api.call('POST', '/v1/webhooks', { body: { url: 'https://example.com/' } });
  const { id } = created.body as { id: string };
  const lists = Object.entries(paths).filter(
    ([path, { get: list }]) => !untimed.has(path) && list?.parameters?.some(({ name }) => name === 'cursor'),
  );
  expect(lists.length).toBeGreaterThan(5);
  for (const [path, { get: list }] of lists) {
    const orders = list?.parameters?.find(({ name }) => name === 'sort')?.schema.enum ?? [];
    const ask = async (query: string) => (await api.call('GET', `${path.replace('{id}', id)}?${query}`)).status;
    const range = 'since=2026-11-22T00:00:00Z&until=2026-11-23T00:00:00-03:00';
    const statuses = await Promise.all(
      [...orders.map((order) => `${range}&sort=${order}`), 'sort=price', 'since=yesterday', 'until=1'].map(ask),
    );
    expect([path, ...statuses]).toEqual([path, 200, 200, 422, 422, 422]);
  }
});

describe('/docs', () => {
  it('loads nothing but what we serve', async () => {
    const page = await get('/docs');
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) {
      expect(link).toMatch(/^\/(?!\/)/);
      expect([link, (await get(link)).status]).toEqual([link, 200]);
    }
  });

  it('runs no script that stands in the page, and none from elsewhere', async () => {
    const page = await get('/docs');
    expect(page.headers.get('content-security-policy')).toMatch(/(^|;)script-src 'self'(;|$)/);
    expect(page.text).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=|<style/);
  });

  it('lets a browser keep the large files', async () => {
    const { headers } = await get('/docs/swagger-ui-bundle.js');
    expect(headers.get('cache-control')).toBe('public, max-age=86400');
  });
});

it('sends security headers, and reveals nothing about the server', async () => {
  const { headers } = await get('/healthz');
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});
