import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openDatabase } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeInspectMedia } from '../src/media/inspect-media.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

const answers: Record<string, RequestListener> = {
  '/a.png': (_request, response) =>
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': 10 }).end(),
  '/signed.png': ({ method, headers }, response) =>
    method === 'GET' && headers.range === 'bytes=0-0'
      ? response.writeHead(206, { 'content-type': 'image/png', 'content-range': 'bytes 0-0/6000000' }).end('x')
      : response.writeHead(403).end(),
  '/endless.png': ({ method }, response) => {
    if (method === 'HEAD') return response.writeHead(405).end();
    response.writeHead(200, { 'content-type': 'image/png' });
    const more = () => void (response.destroyed || (response.write('x'.repeat(100_000)), setImmediate(more)));
    more();
  },
  '/chunked.mp4': (_request, response) => response.writeHead(200, { 'content-type': 'Video/MP4; codecs=x' }).end(),
  '/typeless': (_request, response) => response.writeHead(200).end(),
  '/page.html': (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(),
  '/moved.png': (_request, response) => response.writeHead(302, { location: '/a.png' }).end(),
  '/hangs.png': () => undefined,
};

let asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  const answer = answers[request.url?.split('?')[0] ?? ''];
  if (answer) answer(request, response);
  else response.writeHead(404).end();
});
let host: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const clock = () => new Date();

describe('the head of a file', () => {
  it.each([
    ['/a.png', { type: 'image/png', bytes: 10 }],
    ['/signed.png', { type: 'image/png', bytes: 6_000_000 }],
    ['/endless.png', { type: 'image/png' }],
    ['/chunked.mp4', { type: 'video/mp4' }],
    ['/typeless', { reason: 'media_type' }],
    ['/moved.png', { reason: 'media_redirects' }],
    ['/none.png', { reason: 'media_unreachable', message: expect.stringContaining('404') }],
  ])('%s is read as %j', async (path, found) => {
    await using media = makeInspectMedia({ clock, allowsPrivate: true });
    expect(await media.inspectMedia(host + path)).toMatchObject(found);
  });

  it('is asked for once in a minute, unless it could not be had', async () => {
    await using media = makeInspectMedia({ clock, allowsPrivate: true });
    asked = [];
    for (const path of ['/a.png', '/a.png', '/typeless', '/typeless']) await media.inspectMedia(host + path);
    expect(asked).toEqual(['HEAD /a.png', 'HEAD /typeless', 'HEAD /typeless']);
  });

  it('that does not come in time spares its host from further requests for a while', async () => {
    await using media = makeInspectMedia({ clock, allowsPrivate: true, timeoutMs: 50 });
    asked = [];
    expect(await media.inspectMedia(`${host}/hangs.png`)).toMatchObject({ reason: 'media_unreachable' });
    expect(await media.inspectMedia(`${host}/a.png`)).toMatchObject({ reason: 'media_unreachable' });
    expect(asked).toEqual(['HEAD /hangs.png']);
  });

  it('is not waited for while too many others are', async () => {
    await using media = makeInspectMedia({ clock, allowsPrivate: true, timeoutMs: 500, atOnce: 1, waitMs: 20 });
    const slow = media.inspectMedia(`${host}/hangs.png`);
    await expect(media.inspectMedia(`${host}/a.png`)).rejects.toMatchObject({ type: 'rate-limited' });
    await slow;
  });

  it('is not held up by a host that hangs', async () => {
    const other = host.replace('127.0.0.1', 'localhost');
    await using media = makeInspectMedia({ clock, allowsPrivate: true, timeoutMs: 500, atOnce: 4, waitMs: 20 });
    const slow = Array.from({ length: 4 }, (_, place) =>
      media.inspectMedia(`${host}/hangs.png?${place}`).catch((error: unknown) => error),
    );
    expect(await media.inspectMedia(`${other}/a.png`)).toMatchObject({ type: 'image/png' });
    await Promise.all(slow);
  });

  it.each([
    ['http://example.com/a.png', 'not_https'],
    ['https://127.0.0.1/a.png', 'private_address'],
    ['https://2130706433/a.png', 'private_address'],
    ['https://[::ffff:10.0.0.1]/a.png', 'private_address'],
    ['https://localhost/a.png', 'private_address'],
  ])('%s is not asked for: %s', async (url, reason) => {
    await using media = makeInspectMedia({ clock, allowsPrivate: false });
    expect(await media.inspectMedia(url)).toMatchObject({ reason });
  });
});

describe('a message with media', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const to = '+5511981120001';
  const post = (request: object) => api.call('POST', '/v1/messages', { body: { to, channel: 'sms', ...request } });

  it('is stored encrypted, and shown in the export of its contact', async () => {
    const media = [`${host}/a.png`];
    expect((await post({ media })).status).toBe(202);
    expect((await post({ media, body: 'Veja' })).status).toBe(202);
    const { body } = await api.call('GET', `/v1/contacts/${to}/export`);
    expect(body).toMatchObject({
      messages: [
        { body: '', media, segments: 1 },
        { body: 'Veja', media, segments: 1 },
      ],
    });
    await using database = await openDatabase(api.databaseUrl);
    const rows = await database.query('select row_to_json(messages)::text as row from messages');
    expect(JSON.stringify(rows)).not.toContain('a.png');
  });

  it.each([
    [{ media: ['/signed.png'] }, 'media.0', 'media_too_big'],
    [{ media: ['/page.html'] }, 'media.0', 'media_type'],
    [{ media: ['/a.png', '/none.png'] }, 'media.1', 'media_unreachable'],
    [{ media: ['/a.png'], template: 'order_status' }, 'media', 'exclusive'],
    [{ media: [] }, 'media', 'too_small'],
    [{ media: ['ftp://x.test/a.png'] }, 'media.0', 'invalid_url'],
    [{ media: ['https://ana:secret@x.test/a.png'] }, 'media.0', 'invalid_url'],
    [{}, 'template', 'required'],
  ])('%j is refused: %s %s', async ({ media, ...rest }: { media?: string[]; template?: string }, field, reason) => {
    const urls = media?.map((path) => (path.startsWith('/') ? host + path : path));
    const { status, body } = await post({ ...rest, ...(urls && { media: urls }) });
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ field, reason })]) });
  });

  it('that was accepted stays accepted when its file is gone', async () => {
    answers['/once.png'] = answers['/a.png'] as RequestListener;
    const headers = { 'Idempotency-Key': 'once' };
    const again = { body: { to, channel: 'sms', media: [`${host}/once.png`] }, headers };
    expect((await api.call('POST', '/v1/messages', again)).status).toBe(202);
    delete answers['/once.png'];
    const repeated = await api.call('POST', '/v1/messages', again);
    expect([repeated.status, repeated.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
  });

  it('is checked by itself in a batch', async () => {
    const message = (path: string) => ({ to, channel: 'sms', media: [host + path] });
    const { body } = await api.call('POST', '/v1/messages/batch', { body: [message('/a.png'), message('/none.png')] });
    expect(body).toMatchObject({ accepted: 1, refused: 1, data: [{ status: 202 }, { status: 422 }] });
  });

  it('is free text on WhatsApp, which needs the service window', async () => {
    const { body } = await api.call('POST', '/v1/messages', { body: { to, media: [`${host}/a.png`] } });
    expect(body).toMatchObject({ errors: [{ reason: 'outside_service_window' }] });
  });
});
