import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Listening = {
  url: string;
  /** Cuts every connection and refuses new ones for so many milliseconds. */
  interrupt: (ms: number) => Promise<void>;
  close: () => Promise<void>;
};

/** Listens; port 0 takes a free one. Closing it cuts off what is still being answered. */
export const listen = async (
  app: RequestListener,
  { host, port }: { host: string; port: number },
): Promise<Listening> => {
  // Kept-alive connections outlast the pauses of a client that sends now and then.
  const server = createServer({ keepAliveTimeout: 65_000 }, app);
  const open = async (at: number) => {
    server.listen(at, host);
    await once(server, 'listening');
    return server.address() as AddressInfo;
  };
  const shut = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };

  const address = await open(port);
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const ending = new AbortController();
  return {
    url: `http://${name}:${address.port}`,
    interrupt: async (ms) => {
      if (!server.listening) return;
      await shut();
      await sleep(ms, undefined, { signal: ending.signal }).catch(() => undefined);
      if (!ending.signal.aborted) await open(address.port);
    },
    close: async () => {
      ending.abort();
      await shut();
    },
  };
};
