import { once } from 'node:events';
import { createServer } from 'node:net';
import getPort from 'get-port';
import { Failure } from '../failure.ts';
import type { Ports } from './plan.ts';

const loopback = '127.0.0.1';

/** Whether somebody listens on one of them: the simulator's is of this machine alone. */
export const areTaken = async (host: string, { api, metrics, simulator }: Ports): Promise<boolean> => {
  const checks = [checkFree(host, api), checkFree(host, metrics), checkFree(loopback, simulator)];
  return (await Promise.allSettled(checks)).some(({ status }) => status === 'rejected');
};

/** Fails unless a server could listen there now. */
const checkFree = async (host: string, port: number, remedy = ''): Promise<void> => {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const wrong = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be listened on (${String(code)})`;
    throw new Failure('port_taken', `port ${port} of ${host} ${wrong}. ${remedy}`, { cause });
  }
  server.close();
  await once(server, 'close');
};

/** The port that was asked for, where 0 means any free one. Throws a Failure with the remedy when it is taken. */
export const claimPort = async (host: string, port: number, remedy: string): Promise<number> => {
  if (port === 0) return getPort({ host });
  await checkFree(host, port, remedy);
  return port;
};

/** A port of this machine that nobody listens on: the preferred one if it can be had. */
export const anyPort = (preferred: number): Promise<number> => getPort({ host: loopback, port: preferred });

type Deps = {
  choose: () => Promise<Ports>;
  /** Whether somebody listens on one of them. */
  areTaken: (ports: Ports) => Promise<boolean>;
  say: (text: string) => void;
};

/**
 * Starts something on ports that were free when they were chosen. Where another program has taken one of them since, it
 * is started again on others. Throws what `start` does, and what `choose` does when one that was asked for is taken.
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
      say('another program took a port: starting again on others');
      ports = await choose();
    }
  }
};
