import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tellReady } from './answer-bench.ts';

/** Listens on a free port of 127.0.0.1, and says so to the bench. */
export const listen = async (app: RequestListener): Promise<void> => {
  const server = createServer({ keepAliveTimeout: 65_000 }, app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  tellReady(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
};
