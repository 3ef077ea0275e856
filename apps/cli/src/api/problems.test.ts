import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRecado, RecadoProblem } from '@recado/client';
import { describe, expect, test } from 'vitest';
import { describeProblem } from './problems.ts';

const problem = { type: 'invalid-request', title: 'The request is not valid', status: 422 };

test('a refusal names each field, what is wrong with it, and the code, after a detail that says more', () => {
  const errors = [
    { field: 'to', reason: 'landline', message: 'is a landline' },
    { field: '', reason: 'unknown_field', message: 'has a field too many' },
  ];
  expect(describeProblem(new RecadoProblem({ ...problem, detail: 'two mistakes', errors }))).toBe(
    [
      '422 invalid-request: The request is not valid: two mistakes',
      '  to: is a landline (landline)',
      '  body: has a field too many (unknown_field)',
    ].join('\n'),
  );
});

test('a detail that its fields repeat is left out', () => {
  const errors = [{ field: 'to', reason: 'landline', message: 'is a landline' }];
  for (const detail of ['See errors', 'to: is a landline'])
    expect(describeProblem(new RecadoProblem({ ...problem, detail, errors }))).not.toContain(`valid: ${detail}`);
});

test('a refusal without fields says its detail', () => {
  expect(describeProblem(new RecadoProblem({ ...problem, detail: 'names no sender' }))).toBe(
    '422 invalid-request: The request is not valid: names no sender',
  );
});

/** Answers every request as a proxy would, once the body is there or at once. */
const answering = async (status: number, headers: Record<string, string> = {}, body = '<html>no</html>') => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: stop };
};

const describeError = (error: unknown) => {
  if (error instanceof RecadoProblem) return describeProblem(error);
  throw error;
};

const connectTo = (url: string) => createRecado({ url, apiKey: 'x', retries: 0 });

const list = (url: string) => connectTo(url).senders.list().then(String, describeError);

const upload = (url: string) => {
  const body = ReadableStream.from(Array.from({ length: 50 }, () => Buffer.alloc(65_536)));
  return connectTo(url).consents.import({ contentType: 'text/csv', body }).then(String, describeError);
};

describe('an answer that Recado did not write', () => {
  test.each([
    [200, /Check that RECADO_URL points to Recado/],
    [401, /A proxy asks for credentials/],
    [403, /a firewall refuses/],
    [404, /RECADO_URL/],
    [408, /client_body_timeout/],
    [413, /client_max_body_size in nginx, request_body max_size in Caddy\. Nothing was imported/],
    [418, /RECADO_URL/],
    [429, /limits the number of requests/],
    [500, /Look in its log/],
    [502, /Check that the API runs/],
    [503, /readyz/],
    [504, /proxy_read_timeout in nginx.*look before you repeat/],
  ])('is said to be one, with what to do: %i', async (status, remedy) => {
    await using proxy = await answering(status);
    for (const request of [list, upload]) {
      const said = await request(proxy.url);
      expect(said).toMatch(remedy);
      expect(said).toContain(`${status} with a page in HTML: this answer is not from Recado. `);
    }
  });

  test.each([301, 302, 303, 307, 308])(
    'is not followed when it redirects, and names the address: %i',
    async (status) => {
      await using proxy = await answering(status, { location: 'https://recado.example.com/v1/x' });
      for (const request of [list, upload])
        expect(await request(proxy.url)).toMatch(/redirects to https:\/\/recado\.example\.com\/v1\/x\. Set RECADO_URL/);
    },
  );

  test.each([
    ['{"error":"no"}', 'application/json'],
    ['', 'text/plain'],
  ])('may also be %j', async (body, type) => {
    await using proxy = await answering(502, { 'content-type': type }, body);
    expect(await list(proxy.url)).toContain('502: this answer is not from Recado. ');
  });
});

describe('a request without an answer', () => {
  test('says that nothing is there', async () => {
    expect(await list('http://127.0.0.1:1')).toContain('The API does not answer at http://127.0.0.1:1. Start it with');
  });

  test('says that the connection broke, and that the request may have been executed', async () => {
    const server = createServer((request) => request.socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await list(`http://127.0.0.1:${port}`)).toMatch(/broke before the answer came.*look before you repeat/);
    server.close();
  });

  test('says that a proxy on the way does not open a tunnel without a login', () => {
    const cause = new TypeError('fetch failed', {
      cause: new Error('Proxy response (407) !== 200 when HTTP Tunneling'),
    });
    const noAnswer = new RecadoProblem({ status: 0, type: 'no-answer' }, { cause });
    expect(describeProblem(noAnswer)).toMatch(/407 from a proxy.*HTTPS_PROXY.*NO_PROXY/);
  });

  test('says that a proxy answers 407', async () => {
    await using proxy = await answering(407);
    expect(await list(proxy.url)).toMatch(/407.*HTTPS_PROXY/);
  });
});
