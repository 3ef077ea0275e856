import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { hasOpenssl, makeCertificate, patienceMs, startProxy, type Certificate, type HttpProxy } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSystem, type System } from './support/system.ts';

/** Passes TLS connections on, decrypted, to a server on `port` of this machine. */
const startTlsFront = async ({ certFile, keyFile }: Certificate, port: number) => {
  const sockets = new Set<TLSSocket>();
  const options = { cert: await readFile(certFile), key: await readFile(keyFile) };
  const server = createServer(options, (socket) => {
    sockets.add(socket);
    const target = connect(port, '127.0.0.1').on('error', () => socket.destroy());
    socket.on('error', () => target.destroy()).on('close', () => target.destroy());
    socket.pipe(target).pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

describe.skipIf(!hasOpenssl)('a worker behind a proxy', () => {
  const stack = new AsyncDisposableStack();
  let system: System;
  let proxy: HttpProxy;
  let throughProxy: Record<string, string>;

  beforeAll(async () => {
    const certificate = stack.use(await makeCertificate(['DNS:*.twilio.com']));
    system = stack.use(await startSystem('postgresql', { SIMULATOR_CALLBACKS: 'off' }));
    const front = stack.use(await startTlsFront(certificate, Number(new URL(system.simulator.url).port)));
    proxy = stack.use(await startProxy(front.port));
    throughProxy = {
      TWILIO_API_BASE_URL: 'https://api.twilio.com',
      PUBLIC_URL: 'https://recado.example.com',
      https_proxy: proxy.url,
      NODE_EXTRA_CA_CERTS: certificate.certFile,
    };
  });
  afterAll(() => stack.disposeAsync());

  const countCreated = async () => {
    const answer = await fetch(`${system.simulator.url}/simulator/stats`);
    return ((await answer.json()) as { created: number }).created;
  };

  it('keeps a message while the proxy refuses, and sends it once when the proxy connects', async () => {
    proxy.refuseWith(407);
    const { output } = await system.startWorker(throughProxy);
    const sees = (text: string) => expect.poll(() => output.text()).toContain(text);
    const { id } = (await system.call('POST', '/v1/messages', { to: '+14155550123', sender: 'texts', body: 'Oi' }))
      .body;
    await sees('Twilio was not reached (PROXY_407)');
    proxy.refuseWith(502);
    await sees('Twilio was not reached (PROXY_502)');
    expect(await countCreated()).toBe(0);
    expect((await system.call('GET', `/v1/messages/${id}`)).body.status).toBe('accepted');
    proxy.refuseWith(undefined);
    const statusOf = async () => (await system.call('GET', `/v1/messages/${id}`)).body.status;
    // The longer the proxy refused, the longer the worker waits before it tries again.
    await expect.poll(statusOf, { timeout: 2 * patienceMs }).toBe('sent');
    expect(await countCreated()).toBe(1);
    expect(proxy.requested.every((target) => target.endsWith('.twilio.com:443'))).toBe(true);
  });
});
