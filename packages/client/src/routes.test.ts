import { openApiDocument } from '@recado/contract/openapi';
import { expect, it } from 'vitest';
import { createRecado } from './index.ts';

/** Routes that have no method, each with the reason. */
const withoutMethod: Record<string, string> = {
  ...Object.fromEntries(
    [
      'GET /v1/session',
      'POST /v1/session',
      'PATCH /v1/session',
      'DELETE /v1/session',
      'GET /v1/session/ways',
      'POST /v1/session/sudo',
      'GET /v1/sessions',
      'DELETE /v1/sessions',
      'DELETE /v1/sessions/{id}',
      'POST /v1/invites/accept',
      'POST /v1/reveals',
    ].map((route) => [route, 'only a person who is signed in to the console may call it']),
  ),
  'GET /v1/campaigns/{id}/imports/{importId}/rejected.csv':
    'rejectedRows takes its address from the answer to an import',
};

type Call = (...args: unknown[]) => unknown;

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

const routes = Object.entries(openApiDocument().paths ?? {})
  .filter(([path]) => path.startsWith('/v1/'))
  .flatMap(([path, item]) =>
    methods.filter((method) => item?.[method]).map((method) => `${method.toUpperCase()} ${path}`),
  );

/** Calls every method of the client, and returns the requests that they make. */
const requestsOfClient = async (): Promise<string[]> => {
  const requests: string[] = [];
  const recado = createRecado({
    url: 'http://127.0.0.1:9',
    retries: 0,
    fetch: (url, init) => {
      requests.push(`${init?.method} ${new URL(new Request(url).url).pathname}`);
      return Promise.resolve(new Response('{}', { status: 404 }));
    },
  });
  const call = async (value: unknown): Promise<void> => {
    if (typeof value === 'function') await use(await tried(() => (value as Call)('x', 'y', 'z')));
    else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) await call(each);
  };
  await call({ ...recado, request: undefined });
  return requests;
};

const tried = async (work: () => unknown): Promise<unknown> => {
  try {
    return await work();
  } catch {
    return undefined;
  }
};

/** A list or a stream makes its request when it is read. */
const use = async (result: unknown): Promise<void> => {
  if (typeof result !== 'object' || result === null || !(Symbol.asyncIterator in result)) return;
  await tried(() => (result as AsyncIterable<unknown>)[Symbol.asyncIterator]().next());
};

const isOf = (route: string, request: string): boolean =>
  new RegExp(`^${route.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(request);

it('has a method for each route of the API', async () => {
  const requests = await requestsOfClient();
  const missing = routes.filter((route) => !requests.some((request) => isOf(route, request)));
  expect(missing.toSorted()).toEqual(Object.keys(withoutMethod).toSorted());
  const unknown = requests.filter((request) => !request.endsWith('/undefined'));
  expect(unknown.filter((request) => !routes.some((route) => isOf(route, request)))).toEqual([]);
});
