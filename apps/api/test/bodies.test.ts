import { afterAll, beforeAll, expect, it } from 'vitest';
import { once } from 'node:events';
import http from 'node:http';
import { gzipSync } from 'node:zlib';
import { bootstrapKey, confirmation, startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const json = JSON.stringify({ ...confirmation, metadata: { note: 'promoção 🎉' } });

it.each<[string, string | Buffer, Record<string, string>]>([
  ['as it is', json, {}],
  ['with its encoding named', json, { 'content-type': 'application/json; charset=utf-8' }],
  ['with its encoding named otherwise', json, { 'content-type': 'Application/JSON;charset="UTF-8"' }],
  ['behind a byte order mark', `\uFEFF${json}`, {}],
  ['compressed', gzipSync(json), { 'content-encoding': 'gzip' }],
  ['in UTF-16', Buffer.from(json, 'utf16le'), { 'content-type': 'application/json; charset=utf-16le' }],
])('reads a body %s', async (_how, body, headers) => {
  const answer = await api.call('POST', '/v1/messages', { body, headers });
  expect(answer).toMatchObject({ status: 202, body: { metadata: { note: 'promoção 🎉' } } });
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(answer.headers.get('location')).toBe(`/v1/messages/${(answer.body as { id: string }).id}`);
});

const post = async (pieces: Buffer[], headers: Record<string, string>): Promise<number | undefined> => {
  const request = http.request(`${api.url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bootstrapKey}`, 'content-type': 'application/json', ...headers },
  });
  for (const piece of pieces) await new Promise((resolve) => void request.write(piece, resolve));
  request.end();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return response.resume().statusCode;
};

it('reads a body in pieces, split within a character, with and without Content-Length', async () => {
  const bytes = Buffer.from(json);
  const cut = bytes.indexOf(Buffer.from('ç')) + 1;
  const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)];
  expect(await post(pieces, { 'content-length': String(bytes.length) })).toBe(202);
  expect(await post(pieces, {})).toBe(202);
});
