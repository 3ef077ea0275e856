import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptMany, countAtTwilio } from './support/crowd.ts';
import { startSystem, type System } from './support/system.ts';

/** `only`: what a request must contain to meet it. */
type Trouble = { status: number; type: string; body: string; headers?: Record<string, string>; only?: string };

/** Stands before the simulator, and answers requests that create messages in its place while there is trouble. */
const startFront = async (target: string) => {
  let troubles: Trouble[] = [];
  let refused = 0;
  const answer = async (
    url: string,
    method: string,
    headers: Record<string, string>,
    body: string,
    to: ServerResponse,
  ) => {
    const trouble = troubles[refused % troubles.length];
    if (trouble && method === 'POST' && body.includes(trouble.only ?? '')) {
      refused += 1;
      to.writeHead(trouble.status, { 'content-type': trouble.type, ...trouble.headers }).end(trouble.body);
      return;
    }
    const answered = await fetch(target + url, { method, headers, redirect: 'manual', ...(body && { body }) });
    to.writeHead(answered.status, { 'content-type': 'application/json' }).end(await answered.text());
  };
  const server = createServer((request, response) => {
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
    text(request)
      .then((body) =>
        answer(request.url ?? '', request.method ?? 'GET', { authorization, 'content-type': type }, body, response),
      )
      .catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** In turns, if there are several. */
    begin: (...next: Trouble[]) => {
      troubles = next;
      refused = 0;
    },
    end: () => {
      troubles = [];
    },
    refused: () => refused,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

let system: System;
let front: Awaited<ReturnType<typeof startFront>>;
const stack = new AsyncDisposableStack();
beforeAll(async () => {
  system = stack.use(await startSystem('postgresql', { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' }));
  front = stack.use(await startFront(system.simulator.url));
  const reached = { TWILIO_API_BASE_URL: front.url };
  await Promise.all([system.startWorker(reached), system.startWorker(reached), system.startWorker(reached)]);
});
afterAll(() => stack.disposeAsync());

const statusOf = async (id: string) => (await system.call('GET', `/v1/messages/${id}`)).body.status;

const sender = async () =>
  (await system.call('GET', '/v1/senders/store')).body as unknown as { paused: boolean; paused_reason?: string };

const isDeliveredOnce = async (id: string, created: number) => {
  await expect.poll(() => statusOf(id), { interval: 300 }).toBe('delivered');
  expect(await countAtTwilio(system)).toBe(created + 1);
};

const fault = (status: number, code: number): Trouble => ({
  status,
  type: 'application/json',
  body: JSON.stringify({ code, message: 'Refused', more_info: `https://www.twilio.com/docs/errors/${code}`, status }),
});

describe('a refusal of the account, the sender or a setting', () => {
  it.each([
    [403, 20403],
    [401, 70051],
    [404, 20404],
    [400, 21609],
    [400, 21205],
    [400, 20422],
    [400, 21606],
  ])('%i with the code %i pauses the sender with the reason, and the message waits', async (status, code) => {
    const created = await countAtTwilio(system);
    front.begin(fault(status, code));
    const [id = ''] = await acceptMany(system, 1);
    // A pause for credentials ends and begins again, because Twilio accepts them for other requests.
    await expect
      .poll(sender)
      .toMatchObject({ paused: true, paused_reason: expect.stringContaining(`Twilio ${code}: `) });
    await expect.poll(() => statusOf(id)).toBe('accepted');
    front.end();
    await system.call('PUT', '/v1/senders/store', { paused: false });
    await isDeliveredOnce(id, created);
  });
});

/** After so many requests that Twilio itself refused for the time, a message fails. */
const mostThatCount = 8;

const page = { type: 'text/html', body: '<html><body>Please log in to the network</body></html>' };

const foreign: Trouble[] = [
  { ...page, status: 302, headers: { location: 'http://portal.example.com/' } },
  { ...page, status: 307, headers: { location: 'http://portal.example.com/' } },
  { ...page, status: 403 },
  { ...page, status: 404 },
  { status: 404, type: 'application/json', body: '{"error":"no such route"}' },
  { ...page, status: 407, headers: { 'proxy-authenticate': 'Basic' } },
];

it('answers of every kind that are not from Twilio fail no message, however many workers try', async () => {
  const created = await countAtTwilio(system);
  front.begin(...foreign);
  const [id = ''] = await acceptMany(system, 1);
  await expect.poll(front.refused).toBeGreaterThanOrEqual(mostThatCount);
  await expect.poll(() => statusOf(id)).toBe('accepted');
  expect((await sender()).paused).toBe(false);
  front.end();
  await isDeliveredOnce(id, created);
});

it('a firewall that refuses one text for ever holds up no other message, and the message says why it waits', async () => {
  front.begin({ ...page, status: 403, only: 'union-select' });
  const refused = { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: 'union-select' } };
  const { id } = (await system.call('POST', '/v1/messages', refused)).body;
  // More often than an outage of all messages would take to be seen.
  await expect.poll(front.refused).toBeGreaterThanOrEqual(6);
  expect((await system.call('GET', '/v1/senders/store')).body).toMatchObject({ health: { status: 'ok' } });
  const created = await countAtTwilio(system);
  const others = await acceptMany(system, 3);
  for (const other of others) await expect.poll(() => statusOf(other)).toBe('delivered');
  expect((await system.call('GET', `/v1/messages/${id}`)).body).toMatchObject({
    status: 'accepted',
    error: { message: expect.stringContaining('HTTP 403 that is not from Twilio') },
    events: expect.arrayContaining([expect.objectContaining({ type: 'unsent' })]),
  });
  front.end();
  await isDeliveredOnce(id, created + others.length);
});
