import { once } from 'node:events';
import { createServer, request as ask, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before an API, and can end its open streams while other requests go on. */
export const startStreamCutter = async (apiUrl: string) => {
  const streams = new Set<ServerResponse>();
  let isCut = false;
  const server = createServer((request, response) => {
    const { method, headers, url = '/' } = request;
    const isStream = url.endsWith('/stream');
    if (isStream && isCut) return void response.destroy();
    if (isStream) streams.add(response.on('close', () => streams.delete(response)));
    const upstream = ask(new URL(url, apiUrl), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    openStreams: () => streams.size,
    /** Ends every stream at once, and each new one. */
    cut: () => {
      isCut = true;
      for (const stream of streams) stream.destroy();
    },
    mend: () => {
      isCut = false;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
