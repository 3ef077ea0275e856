import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type BreakableProxy = {
  host: string;
  port: number;
  /** Cuts all connections and refuses new ones: the store is away. */
  shut: () => Promise<void>;
  open: () => Promise<void>;
} & AsyncDisposable;

/** Stands between a process and its store, so that the store can go away and come back for this process alone. */
export const openBreakableProxy = async (target: { host: string; port: number }): Promise<BreakableProxy> => {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    return socket;
  };
  const server = createServer((client) => {
    const store = keep(connect(target));
    keep(client).pipe(store).pipe(client);
    client.on('close', () => store.destroy());
    store.on('close', () => client.destroy());
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const shut = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    host: '127.0.0.1',
    port,
    shut,
    open: () => listen(port),
    [Symbol.asyncDispose]: async () => {
      if (server.listening) await shut();
    },
  };
};
