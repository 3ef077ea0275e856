import { Cluster, Redis } from 'ioredis';
import type { RedisTarget } from './engine.ts';

export type RedisClient = Redis | Cluster;

/** Opens a client that always reconnects. Commands wait for the connection, or fail within a time limit. */
export const openRedis = (target: RedisTarget, commandTimeout?: number): RedisClient => {
  const client = openClient(target, mannersOf(commandTimeout));
  if (client instanceof Cluster) client.on('+node', writeTogether);
  else writeTogether(client);
  return client;
};

const reconnectAfter = (times: number) => Math.min(50 * 2 ** times, 1_000);

/** A node that became a replica refuses writes: reconnect to find the new master, and send the command again there. */
const reconnectOnError = (error: Error) => (error.message.startsWith('READONLY') ? 2 : false);

/** Both wait for a connection that is being made; the second gives up when it could not be made, or brings no answer. */
const mannersOf = (commandTimeout?: number) =>
  commandTimeout === undefined ? { maxRetriesPerRequest: null } : { maxRetriesPerRequest: 0, commandTimeout };

const accessOf = ({ username, password, tls }: RedisTarget) => ({
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
  ...(tls && { tls: {} }),
});

const openClient = (target: RedisTarget, manners: ReturnType<typeof mannersOf>): RedisClient => {
  const common = { ...accessOf(target), ...manners, reconnectOnError };
  const lasting = { ...common, retryStrategy: reconnectAfter };
  switch (target.kind) {
    case 'single':
      return new Redis({ ...lasting, host: target.host, port: target.port, db: target.db ?? 0 });
    case 'sentinel':
      return new Redis({
        ...lasting,
        sentinels: target.sentinels,
        name: target.master,
        ...(target.sentinelPassword !== undefined && { sentinelPassword: target.sentinelPassword }),
        ...(target.tls && { enableTLSForSentinelMode: true }),
        db: target.db ?? 0,
        sentinelRetryStrategy: reconnectAfter,
      });
    case 'cluster':
      return new Cluster(target.nodes, {
        redisOptions: common,
        clusterRetryStrategy: reconnectAfter,
        // A certificate is made out to a name: do not go by the address that it has.
        ...(target.tls && { dnsLookup: (name, found) => found(null, name) }),
      });
  }
};

type Connected = Pick<Redis, 'sendCommand'> & { stream?: Pick<Redis['stream'], 'cork' | 'uncork'> };

/**
 * Sends a client's commands of one turn of the event loop in one write. Jobs that end together need a small command
 * each, and a system call costs more than the rest.
 */
export const writeTogether = (client: Connected): void => {
  const send = client.sendCommand.bind(client);
  let held: Connected['stream'];

  const release = () => {
    held?.uncork();
    held = undefined;
  };

  client.sendCommand = (...command) => {
    if (!held && client.stream) {
      held = client.stream;
      held.cork();
      setImmediate(release);
    }
    return send(...command);
  };
};
