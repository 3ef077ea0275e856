import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { refuseUnreadable } from './refuse-unreadable.ts';

const headersTimeoutMs = 30_000;
/** A file may take any time to arrive: of other bodies the app sees to it that they come in time. */
const requestTimeoutMs = 0;
/** Longer than a load balancer keeps its idle connections, which must be the one to close them. */
const keepAliveTimeoutMs = 75_000;
const timeouts = {
  headersTimeout: headersTimeoutMs,
  requestTimeout: requestTimeoutMs,
  keepAliveTimeout: keepAliveTimeoutMs,
};
/** The app refuses it as everything else. */
const withoutHost = { requireHostHeader: false };
const sweepEveryMs = 50;

const urlOf = (host: string, { port }: AddressInfo): string => {
  const named = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${named.includes(':') ? `[${named}]` : named}:${port}`;
};

/** Listens; disposing of it takes no new requests and waits for those under way. Rejects when the port is taken. */
export const listen = async (app: Express, { host, port }: { host: string; port: number }) => {
  const server = createServer({ ...timeouts, ...withoutHost }, app);
  // Nobody here has expectations to meet but 100-continue, which Node meets.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  refuseUnreadable(server);
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: urlOf(host, server.address() as AddressInfo),
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      // A connection that was busy stays open once it is idle, until its client lets go of it.
      const sweep = setInterval(() => server.closeIdleConnections(), sweepEveryMs);
      await closed;
      clearInterval(sweep);
    },
  };
};
