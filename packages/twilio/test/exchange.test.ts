import type { ServerResponse } from 'node:http';
import { expect, it, vi } from 'vitest';
import { Agent, type Dispatcher } from 'undici';
import { exchange } from '../src/exchange.ts';
import { startScriptedServer } from './support/scripted-server.ts';

const question = (origin: string, path: string) => ({ origin, path, method: 'POST', body: 'a=1' }) as const;

it('a request that waited for a free connection until its time was up never leaves', async () => {
  const waiting: ServerResponse[] = [];
  await using server = await startScriptedServer((response, { url }) => {
    if (url === '/first') waiting.push(response);
    else response.end(url);
  });
  const agent = new Agent({ connections: 1, pipelining: 1 });
  const first = exchange(agent, question(server.baseUrl, '/first'), 10_000);
  await expect.poll(() => waiting.length).toBe(1);

  const second = exchange(agent, question(server.baseUrl, '/second'), 20);
  await expect(second).rejects.toMatchObject({ name: 'ExchangeFailure', left: false, code: 'TIMEOUT' });

  const third = exchange(agent, question(server.baseUrl, '/third'), 10_000);
  for (const response of waiting) response.end();
  await expect(first).resolves.toMatchObject({ status: 200 });
  await expect(third).resolves.toMatchObject({ text: '/third' });
  expect(server.received.map(({ url }) => url)).toEqual(['/first', '/third']);
  await agent.close();
});

it('a request whose process was suspended while it waited for a connection never leaves', async () => {
  const connected = Promise.withResolvers<Dispatcher.DispatchHandler>();
  const dispatch = (_: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) => {
    connected.resolve(handler);
    return true;
  };
  let now = 0;
  const answer = exchange({ dispatch } as Dispatcher, question('http://localhost', '/'), 1_000, () => now);
  const handler = await connected.promise;
  now = 1_000;
  const abort = vi.fn<Dispatcher.DispatchController['abort']>((reason) =>
    handler.onResponseError?.({} as Dispatcher.DispatchController, reason),
  );
  handler.onRequestStart?.({ abort } as unknown as Dispatcher.DispatchController, {});
  await expect(answer).rejects.toMatchObject({ left: false, code: 'TIMEOUT' });
  expect(abort).toHaveBeenCalledOnce();
});

it('a given-up exchange frees its connection for the next', async () => {
  await using server = await startScriptedServer((response, { url }) => void (url === '/first' || response.end(url)));
  const agent = new Agent({ connections: 1, pipelining: 1 });
  const first = exchange(agent, question(server.baseUrl, '/first'), 50);
  const second = exchange(agent, question(server.baseUrl, '/second'), 10_000);
  await expect(first).rejects.toMatchObject({ left: true, code: 'TIMEOUT' });
  await expect(second).resolves.toMatchObject({ text: '/second' });
  await agent.close();
});

it('an answer beyond what a dispatcher allows is lost, and the request had left', async () => {
  await using server = await startScriptedServer((response) => response.end('x'.repeat(2_000)));
  const agent = new Agent({ maxResponseSize: 1_000 });
  const answer = exchange(agent, question(server.baseUrl, '/'), 10_000);
  await expect(answer).rejects.toMatchObject({ left: true, code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
  await agent.close();
});
