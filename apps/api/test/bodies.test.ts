import { BatchResults, MessagePage } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('a batch', () => {
  const send = async (body: unknown, headers: Record<string, string> = {}) => {
    const answer = await api.call('POST', '/v1/messages/batch', { body, headers });
    return { ...answer, results: answer.status === 200 ? BatchResults.parse(answer.body) : undefined };
  };
  const countOf = async (reference: string) =>
    MessagePage.parse((await api.call('GET', `/v1/messages?reference=${reference}&limit=200`)).body).data.length;

  it('accepts each message that is right, whatever is wrong with the others', async () => {
    const right = { ...confirmation, reference: 'mixed' };
    const wrong: [unknown, number, string][] = [
      [{ ...right, to: '12' }, 422, 'to'],
      [{ ...right, template: 'no_such_template' }, 422, 'template'],
      [{ ...right, colour: 'red' }, 422, 'colour'],
      [{ ...right, idempotency_key: '' }, 422, 'idempotency_key'],
      [JSON.parse(`{"to":"+5511987654321","body":"Oi","channel":"sms","__proto__":{"a":1}}`), 422, '__proto__'],
      [null, 422, ''],
      ['text', 422, ''],
      [[right], 422, ''],
    ];
    const { results } = await send([right, ...wrong.map(([item]) => item), right]);
    expect(results).toMatchObject({ accepted: 2, refused: wrong.length });
    expect(results?.data.at(0)?.message).toMatchObject({ status: 'accepted', reference: 'mixed' });
    expect(results?.data.slice(1, -1).map(({ status, problem }) => [status, problem?.errors?.[0]?.field])).toEqual(
      wrong.map(([, status, field]) => [status, field]),
    );
    expect(await countOf('mixed')).toBe(2);
  });

  it('takes lines, of which one may be no JSON', async () => {
    const line = JSON.stringify({ ...confirmation, reference: 'lines' });
    const { results } = await send(`${line}\n\n{"to":\r\n${line}\r\n`, { 'content-type': 'application/x-ndjson' });
    expect(results?.data.map(({ status }) => status)).toEqual([202, 400, 202]);
    expect(await countOf('lines')).toBe(2);
  });

  it('makes one message of one key: in a batch, in two, and alone', async () => {
    const item = { ...confirmation, reference: 'keys', valid_for: 'PT4H' };
    const { results } = await send([
      { ...item, idempotency_key: 'batched' },
      { ...item, idempotency_key: 'batched' },
      { ...item, idempotency_key: 'batched', metadata: { other: 'yes' } },
    ]);
    expect(results?.data.map(({ status, replayed }) => [status, replayed])).toContainEqual([202, true]);
    expect(results?.data.map(({ problem }) => problem?.type)).toContain('urn:recado:problem:idempotency-key-reused');
    const { id } = results?.data.find(({ status }) => status === 202)?.message ?? {};
    const alone = await api.call('POST', '/v1/messages', { body: item, headers: { 'idempotency-key': 'batched' } });
    expect(alone).toMatchObject({ status: 202, body: { id } });
    expect(await countOf('keys')).toBe(1);
  });

  it('of a key of its own, repeated, makes nothing new', async () => {
    const items = Array.from({ length: 120 }, () => ({ ...confirmation, reference: 'whole' }));
    const headers = { 'idempotency-key': 'the whole batch' };
    const [first, again] = [await send(items, headers), await send(items, headers)];
    const idsOf = ({ results }: typeof first) => results?.data.map(({ message }) => message?.id);
    expect(first.results).toMatchObject({ accepted: 120, refused: 0 });
    expect(idsOf(again)).toEqual(idsOf(first));
    expect(new Set(idsOf(first)).size).toBe(120);
    expect(await countOf('whole')).toBe(120);
  });

  it.each<[string, unknown, Record<string, string>, number]>([
    ['an object', confirmation, {}, 422],
    ['no message', [], {}, 422],
    ['more than 1,000 messages', Array.from({ length: 1001 }, () => ({})), {}, 422],
    ['no JSON', '[{"to":', {}, 400],
    ['more than 4 MiB', `["${'x'.repeat(4 * 1024 * 1024)}"]`, {}, 413],
    ['a form', 'to=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['no UTF-8', Buffer.from([0x5b, 0xff, 0x5d]), {}, 400],
    ['a key that is not ASCII', [confirmation], { 'idempotency-key': '\u00e9' }, 422],
  ])('with %s is refused as a whole', async (_what, body, headers, status) => {
    expect(await send(body, headers)).toMatchObject({
      status,
      body: { type: expect.stringContaining('urn:') as string },
    });
  });
});
