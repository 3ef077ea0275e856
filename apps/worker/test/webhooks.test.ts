import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStore, migrate } from '@recado/store';
import { createTemplate, createTestDatabase } from '@recado/testing';
import { bySystem } from '@recado/messaging';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deliverToWebhooks } from '../src/webhooks/deliver.ts';
import { makePostEvent } from '../src/webhooks/post-event.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const open = async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(
    await createTestDatabase({
      template: await createTemplate('recado without its queue', async (url) => {
        await migrate(url);
      }),
    }),
  );
  const store = stack.use(
    createStore({
      databaseUrl: database.url,
      encryptionKeys: [{ id: 'k1', key: Buffer.alloc(32, 1) }],
      indexKey: Buffer.alloc(32, 2),
    }),
  );
  await store.checkReady();
  const running = stack.move();
  return { store, [Symbol.asyncDispose]: () => running.disposeAsync() };
};

let opened: Awaited<ReturnType<typeof open>>;
const stop = new AbortController();
let work: Promise<void>;
let client: ReturnType<typeof makePostEvent>;

beforeAll(async () => {
  opened = await open();
  const clock = opened.store.clock;
  client = makePostEvent({ clock, allowsPrivate: true, timeoutMs: 300 });
  const deps = { clock, store: opened.store, postEvent: client.post };
  work = deliverToWebhooks(deps, pino({ level: 'silent' }))(stop.signal, () => {});
});
afterAll(async () => {
  stop.abort();
  await work;
  await client[Symbol.asyncDispose]();
  await opened[Symbol.asyncDispose]();
});

type Got = { headers: IncomingHttpHeaders; body: string };

/** A server of yours, and what it got. */
const receiver = async (answer: RequestListener) => {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    got,
    url: `http://127.0.0.1:${port}/hook`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const audit = { at: new Date(), actor: bySystem, action: 'webhook.created' };

const create = async (url: string) => {
  const id = crypto.randomUUID();
  const createdAt = opened.store.clock();
  await opened.store.insertWebhook({ id, url, includeNumbers: false, createdAt, secret, createdBy: 'test' }, audit);
  return id;
};

const test = async (id: string) => {
  await opened.store.writeTestEvent(id);
  await opened.store.advanceEvents();
};

const find = (id: string) => opened.store.findWebhook(id);

it('an event is posted once, signed so that the standard library verifies it', async () => {
  await using endpoint = await receiver((_request, response) => response.writeHead(204).end());
  const id = await create(endpoint.url);
  await test(id);
  await expect.poll(() => endpoint.got.length).toBe(1);
  const [{ headers, body } = { headers: {}, body: '' }] = endpoint.got;
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
    type: 'webhook.test',
    id: headers['webhook-id'],
    data: { id },
  });
  await expect
    .poll(async () => (await opened.store.loadDeliveries({ id, limit: 10 }))[0])
    .toMatchObject({ status: 200 });
});

it('an event that failed is tried again, before the next one about the same thing', async () => {
  await using endpoint = await receiver((_request, response) =>
    response.writeHead(endpoint.got.length === 1 ? 500 : 204).end(),
  );
  const id = await create(endpoint.url);
  await test(id);
  await expect.poll(async () => (await find(id))?.waiting).toBe(1);
  await test(id);
  await expect.poll(() => endpoint.got.length).toBe(3);
  const [first, second, third] = endpoint.got.map(({ headers }) => headers['webhook-id']);
  expect([second, third === first]).toEqual([first, false]);
  await expect.poll(() => find(id)).toMatchObject({ waiting: 0, status: 'active' });
  expect(await find(id)).not.toHaveProperty('failingSince');
});

it('during a rotation both secrets sign', async () => {
  await using endpoint = await receiver((_request, response) => response.writeHead(204).end());
  const id = await create(endpoint.url);
  const next = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
  const at = opened.store.clock();
  await opened.store.changeWebhook(id, { secret: next, formerUntil: new Date(at.getTime() + 60_000) }, at, audit);
  await test(id);
  await expect.poll(() => endpoint.got.length).toBe(1);
  for (const { headers, body } of endpoint.got)
    for (const each of [secret, next])
      expect(() => new Webhook(each).verify(body, headers as Record<string, string>)).not.toThrow();
});

it('410 ends the webhook, with an event', async () => {
  await using endpoint = await receiver((_request, response) => response.writeHead(410).end());
  const id = await create(endpoint.url);
  await test(id);
  await expect.poll(async () => (await find(id))?.status).toBe('ended');
  await opened.store.advanceEvents();
  const { events } = await opened.store.loadEvents({ after: 0, types: ['webhook.disabled'], limit: 100 });
  expect(events.at(-1)).toMatchObject({ detail: { id, status: 'ended' } });
});

const bad: [name: string, answer: RequestListener, error: object][] = [
  [
    'that redirects',
    (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    { status: 302 },
  ],
  ['that hangs', () => {}, { error: 'timeout' }],
  ['that sends headers and then hangs', (_, response) => void response.writeHead(500).write('x'), { status: 500 }],
  ['that closes the connection', (request) => request.socket.destroy(), { error: expect.any(String) as string }],
];

it.each(bad)('an endpoint %s is tried again later', async (_name, answer, error) => {
  await using endpoint = await receiver(answer);
  const id = await create(endpoint.url);
  await test(id);
  await expect.poll(async () => (await find(id))?.failingSince).toBeDefined();
  expect((await opened.store.loadDeliveries({ id, limit: 1 }))[0]).toMatchObject(error);
  expect((await find(id))?.status).toBe('active');
  await opened.store.deleteWebhook(id, audit);
});

it('an answer without end is not read, and counts by its status', async () => {
  const piece = Buffer.alloc(65_536);
  let sent = 0;
  await using endpoint = await receiver((_request, response) => {
    response.writeHead(200);
    const write = () => {
      while (!response.destroyed && response.write(piece)) sent += piece.length;
    };
    response.on('drain', write);
    write();
  });
  const id = await create(endpoint.url);
  await test(id);
  await expect.poll(async () => (await opened.store.loadDeliveries({ id, limit: 1 }))[0]?.status).toBe(200);
  expect(sent).toBeLessThan(50 * 1024 * 1024);
});

it('no request goes to a private address unless it is allowed, by name or by number', async () => {
  await using endpoint = await receiver((_request, response) => response.writeHead(204).end());
  await using careful = makePostEvent({ clock: opened.store.clock, allowsPrivate: false });
  const event = { id: 'e1', sequence: 1, at: new Date(), type: 'webhook.test', detail: {} } as const;
  const { port } = new URL(endpoint.url);
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', 'localtest.me.localhost'])
    expect(
      await careful.post(
        {
          id: 'w',
          url: `http://${host}:${port}/`,
          includeNumbers: false,
          secrets: [secret],
          sequence: 0,
          ahead: [],
          tries: 0,
          waiting: [],
        },
        event,
        stop.signal,
      ),
    ).toEqual({ error: 'private_address' });
  expect(endpoint.got).toEqual([]);
});

it('fifty endpoints that hang do not delay one that works', async () => {
  await using hanging = await receiver(() => {});
  await using working = await receiver((_request, response) => response.writeHead(204).end());
  const ids = await Promise.all(Array.from({ length: 50 }, () => create(hanging.url)));
  const id = await create(working.url);
  await Promise.all([...ids, id].map((each) => opened.store.writeTestEvent(each)));
  await opened.store.advanceEvents();
  await expect.poll(() => working.got.length).toBe(1);
  await Promise.all(ids.map((each) => opened.store.deleteWebhook(each, audit)));
});
