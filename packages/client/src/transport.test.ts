import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { createRecado, createTransport, RecadoProblem } from './index.ts';

type Got = { method: string | undefined; path: string | undefined; headers: IncomingHttpHeaders; body: string };
type Reply = (response: ServerResponse) => unknown;

/** An API that gives these answers one after the other, and the last one from then on. */
const serve = async (...replies: Reply[]) => {
  const got: Got[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const { method, url: path, headers } = request;
    got.push({ method, path, headers, body: await text(request).catch(() => 'broken off') });
    replies[Math.min(got.length, replies.length) - 1]?.(response);
  };
  const server = createServer((request, response) => void take(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, got, [Symbol.asyncDispose]: stop };
};

const problem =
  (status: number, type = 'unavailable', headers: Record<string, string> = {}, more: object = {}): Reply =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
      .end(JSON.stringify({ type: `urn:recado:problem:${type}`, title: 'no', status, ...more }));

const answer =
  (body: unknown): Reply =>
  (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const broken: Reply = (response) => response.destroy();
const foreign: Reply = (response) => response.writeHead(504, { 'content-type': 'text/html' }).end('<html>');
const silent: Reply = () => undefined;

const message = { to: '+5511987654321', body: 'hi' };
const connectTo = ({ url }: { url: string }) => createRecado({ url, apiKey: 'key' });
const caught = (work: Promise<unknown>) => work.then(String, (error: unknown) => error);

describe('a request that failed for the moment', () => {
  test.each([
    ['a broken connection', broken],
    ['429', problem(429, 'rate-limited')],
    ['502', problem(502, 'twilio-unavailable')],
    ['503', problem(503)],
    ['504 of a proxy', foreign],
    ['409, because the first request still runs', problem(409, 'idempotency-key-in-use')],
  ])('is repeated with the same Idempotency-Key and body: %s', async (_, failure) => {
    await using api = await serve(failure, answer({ id: 'a' }));
    expect(await connectTo(api).messages.send(message)).toEqual({ id: 'a' });
    const [first, second] = api.got;
    expect(first?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    expect(second?.body).toBe(JSON.stringify(message));
  });

  test('waits as long as Retry-After asks', async () => {
    await using api = await serve(problem(503, 'unavailable', { 'retry-after': '1' }), answer({}));
    const startedAt = performance.now();
    await connectTo(api).messages.get('a');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1_000);
  });

  test.each(['121', '99999999999', new Date(Date.now() + 86_400_000).toUTCString()])(
    'is given up at once if the API asks to wait for long: Retry-After %s',
    async (wait) => {
      await using api = await serve(problem(503, 'unavailable', { 'retry-after': wait }));
      const error = await caught(connectTo(api).messages.send(message));
      expect(error).toMatchObject({ status: 503, retryAfterSeconds: expect.any(Number) });
      expect(api.got).toHaveLength(1);
    },
  );

  test('is given up after the last retry, with the last problem', async () => {
    await using api = await serve(problem(503));
    const error = await caught(connectTo(api).messages.send(message, { retries: 1 }));
    expect(error).toMatchObject({ status: 503, type: 'unavailable' });
    expect(api.got).toHaveLength(2);
  });

  test('keeps the key that the caller chose', async () => {
    await using api = await serve(broken, answer({}));
    await connectTo(api).messages.send(message, { idempotencyKey: 'order-1042' });
    expect(api.got.map(({ headers }) => headers['idempotency-key'])).toEqual(['order-1042', 'order-1042']);
  });

  test('is not repeated if it makes something and has no key', async () => {
    await using api = await serve(broken);
    expect(await caught(connectTo(api).webhooks.create({ url: 'https://example.com' }))).toMatchObject({
      type: 'no-answer',
    });
    expect(api.got).toHaveLength(1);
  });

  test('is not repeated if it sent a stream', async () => {
    await using api = await serve(problem(503));
    const upload = { contentType: 'text/csv', body: ReadableStream.from([Buffer.from('phone\n')]) };
    expect(await caught(connectTo(api).campaigns.importRecipients('a', upload))).toMatchObject({ status: 503 });
    expect(api.got.map(({ body }) => body)).toEqual(['phone\n']);
  });

  test.each([400, 401, 403, 404, 409, 422, 500])('is not repeated if it is refused: %i', async (status) => {
    await using api = await serve(problem(status, 'conflict'));
    expect(await caught(connectTo(api).messages.send(message))).toMatchObject({ status });
    expect(api.got).toHaveLength(1);
  });
});

describe('a request', () => {
  test('ends at its time', async () => {
    await using api = await serve(silent);
    const error = await caught(connectTo(api).messages.get('a', { timeoutMs: 50, retries: 0 }));
    expect(error).toMatchObject({ status: 0, type: 'timeout' });
  });

  test.each([
    ['before it', silent, true],
    ['while it waits for an answer', silent, false],
    ['while it waits for a retry', problem(503, 'unavailable', { 'retry-after': '60' }), false],
  ])('ends with the reason of its signal, aborted %s', async (_, reply, isEarly) => {
    await using api = await serve(reply);
    const stop = new AbortController();
    const reason = new Error('enough');
    if (isEarly) stop.abort(reason);
    const work = caught(connectTo(api).messages.send(message, { signal: stop.signal }));
    await expect.poll(() => isEarly || api.got.length === 1).toBe(true);
    stop.abort(reason);
    expect(await work).toBe(reason);
  });

  test('throws the fields that are wrong, with their reasons', async () => {
    const errors = [{ field: 'to', reason: 'landline', message: 'is a landline' }];
    await using api = await serve(problem(422, 'invalid-request', {}, { errors, instance: 'f1' }));
    const error = await caught(connectTo(api).messages.send(message));
    expect(error).toBeInstanceOf(RecadoProblem);
    expect(error).toMatchObject({ type: 'invalid-request', reason: 'landline', errors, instance: 'f1' });
    expect(String(error)).toContain('to: is a landline (landline)');
  });

  test.each([
    ['a page', (response: ServerResponse) => response.writeHead(200).end('<html>')],
    ['nothing', (response: ServerResponse) => response.writeHead(200).end()],
    ['a redirect', (response: ServerResponse) => response.writeHead(302, { location: '/login' }).end()],
    ['other JSON', (response: ServerResponse) => response.writeHead(401).end('{"error":"login"}')],
  ])('says that an answer is not from Recado: %s', async (_, reply) => {
    await using api = await serve(reply);
    expect(await caught(connectTo(api).messages.get('a'))).toMatchObject({ type: 'foreign-answer' });
  });

  test('of a page in a browser has no key but the header of the console', async () => {
    await using api = await serve(answer({}));
    const { json } = createTransport({ url: `${api.url}/` });
    await json('POST', '/v1/x', { query: { a: 1, b: [1, 2], c: undefined, d: '', e: 'ü&' } });
    const [{ headers, path } = { headers: {}, path: '' }] = api.got;
    expect(headers).toMatchObject({ 'x-recado-console': '1' });
    expect(headers.authorization).toBeUndefined();
    expect(path).toBe('/v1/x?a=1&b=1%2C2&e=%C3%BC%26');
  });

  test('needs an address outside a browser', () => {
    expect(() => createRecado({ apiKey: 'key' })).toThrow('Pass url');
  });

  test('puts an id with any character into its path', async () => {
    await using api = await serve(answer({}));
    await connectTo(api).contacts.get('../messages?x=+55');
    expect(api.got[0]?.path).toBe('/v1/contacts/..%2Fmessages%3Fx%3D%2B55');
  });
});

test('a list is read page by page, and only as far as it is used', async () => {
  await using api = await serve(
    answer({ data: [1, 2], next_cursor: 'c' }),
    answer({ data: [3, 4], next_cursor: 'd' }),
    answer({ data: [5], next_cursor: null }),
  );
  const seen: unknown[] = [];
  for await (const entry of connectTo(api).messages.list({ status: 'failed' })) {
    seen.push(entry);
    if (seen.length === 3) break;
  }
  expect(seen).toEqual([1, 2, 3]);
  expect(api.got.map(({ path }) => path)).toEqual([
    '/v1/messages?status=failed',
    '/v1/messages?status=failed&cursor=c',
  ]);
});

describe('events', () => {
  const page = (from: number, to: number) =>
    answer({ data: Array.from({ length: to - from }, (_, i) => ({ sequence: from + i + 1 })), next_after: to });

  test('come one after the other, over outages, from a number on', async () => {
    await using api = await serve(page(5, 7), broken, problem(503), page(7, 7), page(7, 8), silent);
    const stop = new AbortController();
    const seen: number[] = [];
    const events = connectTo(api).events.follow(
      { after: 5, types: ['message.sent', 'message.failed'] },
      { signal: stop.signal, retries: 0 },
    );
    for await (const { sequence } of events) {
      seen.push(sequence);
      if (sequence === 8) setTimeout(() => stop.abort(), 20);
    }
    expect(seen).toEqual([6, 7, 8]);
    expect(api.got.map(({ path }) => /after=(\d+)/.exec(path ?? '')?.[1])).toEqual(['5', '7', '7', '7', '7', '8']);
    expect(api.got[0]?.path).toContain('types=message.sent%2Cmessage.failed');
  });

  test('end with a refusal', async () => {
    await using api = await serve(problem(422, 'invalid-request'));
    expect(await caught(connectTo(api).events.follow({ after: 1 }).next())).toMatchObject({ status: 422 });
  });
});
