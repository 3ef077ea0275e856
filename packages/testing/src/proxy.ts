import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

export type HttpProxy = AsyncDisposable & {
  url: string;
  /** Holds the `host:port` of each CONNECT request, and the URL of each forwarded one, in order. */
  requested: string[];
  /** Sets the status with which it refuses requests, with a page of HTML; `undefined` serves them, 0 never answers. */
  refuseWith: (status: number | undefined) => void;
};

/** Starts an HTTP proxy that connects to `port` of this machine, whatever host a request names. */
export const startProxy = async (port: number): Promise<HttpProxy> => {
  const requested: string[] = [];
  const sockets = new Set<Socket>();
  let refusal: number | undefined;
  const page = '<html><body>The proxy does not allow this.</body></html>';

  const forward = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, search } = new URL(request.url ?? '');
    const { method = 'GET', headers } = request;
    const body = await text(request);
    const answer = await fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
      method,
      headers: { 'content-type': headers['content-type'] ?? '' },
      ...(body && { body }),
    });
    response.writeHead(answer.status).end(await answer.text());
  };
  const server = createServer((request, response) => {
    requested.push(request.url ?? '');
    if (refusal !== undefined) return void response.writeHead(refusal, { 'content-type': 'text/html' }).end(page);
    forward(request, response).catch(() => response.destroy());
  });
  server.on('connect', (request, socket: Socket) => {
    requested.push(request.url ?? '');
    keep(sockets, socket);
    if (refusal === 0) return;
    if (refusal !== undefined)
      return void socket.end(
        `HTTP/1.1 ${refusal} No\r\ncontent-type: text/html\r\ncontent-length: ${page.length}\r\n\r\n${page}`,
      );
    const target = keep(sockets, connect(port, '127.0.0.1'));
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(target).pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requested,
    refuseWith: (status) => {
      refusal = status;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const keep = (sockets: Set<Socket>, socket: Socket): Socket => {
  sockets.add(socket);
  return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
};
