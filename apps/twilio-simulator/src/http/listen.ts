import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Listening = { url: string; close: () => Promise<void> };

/** Listens; port 0 takes a free one. Closing it cuts off what is still being answered. */
export const listen = async (
  app: RequestListener,
  { host, port }: { host: string; port: number },
): Promise<Listening> => {
  // Kept-alive connections outlast the pauses of a client that sends now and then.
  const server = createServer({ keepAliveTimeout: 65_000 }, app);
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
