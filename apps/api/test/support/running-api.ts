import { createTemplate, createTestDatabase, guardStatuses, patienceMs, startProcess } from '@recado/testing';
import { legalMoves, retryableStatuses } from '@recado/messaging';
import { migrateQueue } from '@recado/queue';
import { createLogger, parseEnv } from '@recado/runtime';
import { migrate } from '@recado/store';
import { createApp } from '../../src/app.ts';
import { Config } from '../../src/config.ts';
import { createContext } from '../../src/context.ts';
import { listen } from '../../src/http/listen.ts';
import { prepare } from '../../src/prepare.ts';
import { bootstrapKey, environment } from './environment.ts';

export { bootstrapKey, environment, publicUrl, twilioAuthToken } from './environment.ts';

export type Answer = { status: number; headers: Headers; text: string; body: unknown };

type Call = { key?: string | undefined; body?: unknown; headers?: Record<string, string> };

const bodyOf = (body: unknown) => (typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body));

/** One request. A body that is no string goes out as JSON. */
export const request = async (url: string, method: string, { key, body, headers }: Call = {}): Promise<Answer> => {
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: bodyOf(body) }),
  });
  const text = await answer.text();
  const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined };
};

/** Sends requests to an API, by default with the key that has every scope. */
const makeCall =
  (url: string) =>
  (method: string, path: string, call: Call = {}): Promise<Answer> =>
    request(url + path, method, { key: bootstrapKey, ...call });

/** Starts an API process on a database. */
export const startApiOn = async (databaseUrl: string, env: Record<string, string> = {}) => {
  const started = startProcess('apps/api/src/main.ts', { ...environment(databaseUrl), ...env });
  const { url } = (await started.ready()) as { url: string };
  return {
    url,
    process: started,
    call: makeCall(url),
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
};

/** A migrated database of a test's own. */
export const makeDatabase = async () =>
  createTestDatabase({
    template: await createTemplate('recado with its queue', async (url) => {
      await migrate(url);
      await migrateQueue(url);
      await guardStatuses(url, { moves: legalMoves, retryable: retryableStatuses });
    }),
  });

export type RunningApi = Awaited<ReturnType<typeof startApi>>;

/** Starts an API with a database of its own, in the process of the tests. */
export const startApi = async (env: Record<string, string> = {}) => {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await makeDatabase());
  const api = stack.use(await serveApiOn(database.url, env));
  const running = stack.move();
  return { ...api, databaseUrl: database.url, [Symbol.asyncDispose]: () => running.disposeAsync() };
};

/** Starts an API on a database, in the process of the tests, because a process takes a second to start. */
export const serveApiOn = async (databaseUrl: string, env: Record<string, string> = {}) => {
  await using stack = new AsyncDisposableStack();
  const config = parseEnv(Config, { ...environment(databaseUrl), ...env });
  const context = stack.use(createContext(config, createLogger({ name: 'api', level: 'silent' })));
  const { url } = stack.use(await listen(createApp(context), config));
  stack.defer(() => {
    context.beginStop();
    context.progressWatch.close();
  });
  await prepare(context, config, AbortSignal.timeout(patienceMs));
  const running = stack.move();
  return { url, call: makeCall(url), [Symbol.asyncDispose]: () => running.disposeAsync() };
};

/** Starts an API process with a database of its own, for tests that read its log or may break it. */
export const startApiProcess = async (env: Record<string, string> = {}) => {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await makeDatabase());
  const api = stack.use(await startApiOn(database.url, env));
  const running = stack.move();
  return { ...api, databaseUrl: database.url, [Symbol.asyncDispose]: () => running.disposeAsync() };
};

export const confirmation = {
  to: '+5511987654321',
  template: 'order_confirmation',
  variables: { order_id: '1042' },
  reference: 'order-1042',
};
