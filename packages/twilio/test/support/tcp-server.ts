import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP server that treats the connections as the script says, the first with 1, and counts the requests that reach it. */
export const startTcpServer = async (script: (socket: Socket, connection: number) => void) => {
  const counts = { connections: 0, requests: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    counts.connections += 1;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => (counts.requests += chunk.toString('latin1').split('POST /').length - 1));
    script(socket, counts.connections);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, baseUrl: `http://127.0.0.1:${port}`, counts, [Symbol.asyncDispose]: close };
};
