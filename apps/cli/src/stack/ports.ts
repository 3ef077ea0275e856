import { once } from 'node:events';
import { createServer } from 'node:net';
import getPort from 'get-port';
import { Failure } from '../failure.ts';
import type { Ports } from './plan.ts';

const loopback = '127.0.0.1';

/** Checks that another program listens on one of the ports. The simulator listens on loopback only. */
export const areTaken = async (host: string, { api, metrics, simulator }: Ports): Promise<boolean> => {
  const checks = [checkFree(host, api), checkFree(host, metrics), checkFree(loopback, simulator)];
  return (await Promise.allSettled(checks)).some(({ status }) => status === 'rejected');
};

/** Throws unless a server could listen there now. */
const checkFree = async (host: string, port: number, remedy = ''): Promise<void> => {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const wrong = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${String(code)})`;
    throw new Failure('port_taken', `port ${port} of ${host} ${wrong}. ${remedy}`, { cause });
  }
  server.close();
  await once(server, 'close');
};

/** Returns the requested port; 0 means any free port. Throws a Failure with the remedy if it is taken. */
export const claimPort = async (host: string, port: number, remedy: string): Promise<number> => {
  if (port === 0) return getPort({ host });
  await checkFree(host, port, remedy);
  return port;
};

/** Returns a free port of this machine: the preferred one if it is free. */
export const anyPort = (preferred: number): Promise<number> => getPort({ host: loopback, port: preferred });

type Deps = {
  choose: () => Promise<Ports>;
  /** Checks that another program listens on one of them. */
  areTaken: (ports: Ports) => Promise<boolean>;
  say: (text: string) => void;
};

/**
 * Calls `start` with ports that were free when they were chosen. If another program has taken one since, it chooses
 * again. Throws the errors of `start`, and those of `choose` if a requested port is taken.
 */
export const onFreePorts = async <Started>(
  chosen: Ports,
  { choose, areTaken: areBusy, say }: Deps,
  start: (ports: Ports) => Promise<Started>,
): Promise<Started> => {
  let ports = chosen;
  for (;;) {
    try {
      return await start(ports);
    } catch (error) {
      if (!(await areBusy(ports))) throw error;
      say('Another program took a port; starting again on other ports');
      ports = await choose();
    }
  }
};
