import { startProxy, type HttpProxy } from '@recado/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTwilio, submission } from './support/make-twilio.ts';
import { startScriptedServer } from './support/scripted-server.ts';

let server: Awaited<ReturnType<typeof startScriptedServer>>;
let proxy: HttpProxy;

beforeEach(async () => {
  server = await startScriptedServer((response) =>
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ sid: `SM${'0'.repeat(32)}` })),
  );
  proxy = await startProxy(Number(new URL(server.baseUrl).port));
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const behind = (noProxy = '') => ({ proxy: { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy } });
const twilioApi = 'https://api.twilio.com';

it('sends requests through the proxy, which gets the name of the host', async () => {
  await using twilio = makeTwilio({ baseUrl: 'http://twilio.example.com', ...behind() });
  expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'submitted' });
  expect(proxy.requested).toEqual([expect.stringMatching(/^http:\/\/twilio\.example\.com\/2010-04-01\//)]);
  expect(server.received).toHaveLength(1);
});

it.each(['127.0.0.1', 'localhost', '[::1]'])('reaches %s without it, as the hosts of this machine', async (host) => {
  await using own = await startScriptedServer(
    (response) => response.writeHead(200).end('{}'),
    host.replaceAll(/[[\]]/g, ''),
  );
  const baseUrl = `http://${host}:${new URL(own.baseUrl).port}`;
  await using twilio = makeTwilio({ baseUrl, ...behind('localhost,127.0.0.1,::1') });
  await twilio.requestTwilio(submission);
  expect(proxy.requested).toEqual([]);
  expect(own.received).toHaveLength(1);
});

it('reaches hosts of NO_PROXY without it', async () => {
  await using twilio = makeTwilio({ baseUrl: server.baseUrl, ...behind('example.com,127.0.0.1') });
  expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'submitted' });
  expect(proxy.requested).toEqual([]);
});

it.each([407, 403, 502, 503])('has sent nothing if the proxy answers CONNECT with %i and a page', async (status) => {
  proxy.refuseWith(status);
  await using twilio = makeTwilio({ baseUrl: twilioApi, ...behind() });
  expect(await twilio.requestTwilio(submission)).toEqual({
    kind: 'unsent',
    message: `Twilio was not reached (PROXY_${status})`,
  });
  expect(proxy.requested).toEqual(['api.twilio.com:443']);
});

it('has sent nothing if the proxy never answers, and stops waiting with the request', async () => {
  proxy.refuseWith(0);
  const twilio = makeTwilio({ baseUrl: twilioApi, timeoutMs: 300, ...behind() });
  expect(await twilio.requestTwilio(submission)).toMatchObject({
    kind: 'unsent',
    message: expect.stringContaining('TIMEOUT'),
  });
  const startedAt = performance.now();
  await twilio[Symbol.asyncDispose]();
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

it('has sent nothing if there is no proxy at its address', async () => {
  await using twilio = makeTwilio({ baseUrl: twilioApi, ...behind() });
  await proxy[Symbol.asyncDispose]();
  expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'unsent' });
});
