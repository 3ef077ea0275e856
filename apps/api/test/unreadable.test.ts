import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const send = (bytes: string): Promise<string> => {
  const socket = createConnection({ port: Number(new URL(api.url).port), host: '127.0.0.1' });
  socket.write(bytes);
  return text(socket);
};

it.each([
  ['no host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed-request'],
  ['no HTTP', 'hello\r\n\r\n', 400, 'malformed-request'],
  ['a NUL in a header', 'GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', 400, 'malformed-request'],
  [
    'two lengths',
    'POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    400,
    'malformed-request',
  ],
  [
    'headers without end',
    `GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers-too-large',
  ],
])('refuses %s as a problem, and closes', async (_what, bytes, status, type) => {
  const answer = await send(bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toContain('Content-Type: application/problem+json');
  expect(answer).toContain('\r\nX-Content-Type-Options: nosniff\r\n');
  expect(answer).toContain("\r\nContent-Security-Policy: default-src 'none';");
  expect(answer).toContain('\r\nCache-Control: no-store\r\n');
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
    type: `urn:recado:problem:${type}`,
    status,
  });
});

it('answers one request before it refuses what follows it', async () => {
  const answer = await send('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
});

it('gives no second answer when the rest of a request is nonsense', async () => {
  const answer = await send('GET /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n');
  expect(answer.match(/HTTP\/1.1 \d+/g)).toHaveLength(1);
});
