import { createTemplate, createTestDatabase, guardStatuses, startProcess } from '@recado/testing';
import { legalMoves, retryableStatuses } from '@recado/messaging';
import { migrateQueue } from '@recado/queue';
import { migrate } from '@recado/store';
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
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined };
};

/** An API process on a database: `call` sends a request to it, by default with the key that has every scope. */
export const startApiOn = async (databaseUrl: string, env: Record<string, string> = {}) => {
  const started = startProcess('apps/api/src/main.ts', { ...environment(databaseUrl), ...env });
  const { url } = (await started.ready()) as { url: string };
  return {
    url,
    process: started,
    call: (method: string, path: string, call: Call = {}) =>
      request(url + path, method, { key: bootstrapKey, ...call }),
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

/** An API process with a database of its own. */
export const startApi = async (env: Record<string, string> = {}) => {
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
