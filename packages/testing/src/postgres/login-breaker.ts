import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { TestStore } from '../provided.ts';

export type LoginBreaker = TestStore & {
  /**
   * Ends open connections. From now on, every other new connection ends at the moment at which its login succeeds, and the
   * others a little later.
   */
  breakLogins: () => void;
  /** From now on, connections last. */
  keepLogins: () => void;
  /** Counts the connections that ended at their login. */
  broken: () => number;
};

/** Stands before a database, and can end connections as an administrator does, at the worst moment. */
export const startLoginBreaker = async (databaseUrl: string): Promise<LoginBreaker> => {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isBreaking = false;
  let logins = 0;
  let broken = 0;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  const server = createServer((client) => {
    const store = keep(connect(Number(target.port), target.hostname));
    keep(client).pipe(store);
    let isKnown = false;
    client.on('close', () => store.destroy());
    store.on('close', () => client.destroy());
    store.on('data', (chunk: Buffer) => {
      const loggedIn = chunk.indexOf(readyForQuery);
      if (!isBreaking || loggedIn < 0) return void client.write(chunk);
      if (isKnown) return void client.write(chunk);
      isKnown = true;
      logins += 1;
      if (logins % 2) {
        setTimeout(() => client.destroy(), shortLifeMs).unref();
        return void client.write(chunk);
      }
      broken += 1;
      client.end(Buffer.concat([chunk.subarray(0, loggedIn + readyForQuery.length), terminated]));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    breakLogins: () => {
      isBreaking = true;
      for (const socket of sockets) socket.destroy();
    },
    keepLogins: () => {
      isBreaking = false;
    },
    broken: () => broken,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const shortLifeMs = 300;

/** Messages of PostgreSQL's protocol: a type, a length, the fields. The server is idle. */
const readyForQuery = Buffer.from('Z\0\0\0\u0005I', 'latin1');

const fields = ['SFATAL', 'VFATAL', 'C57P01', 'Mterminating connection due to administrator command', ''];
const text = Buffer.from(`${fields.join('\0')}\0`, 'latin1');
const length = Buffer.alloc(4);
length.writeInt32BE(text.length + length.length);
const terminated = Buffer.concat([Buffer.from('E'), length, text]);
