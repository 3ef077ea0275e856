import { Cluster, Redis } from 'ioredis';
import type { RedisTarget } from './engine.ts';
import type { Log } from './wait-and-warn.ts';

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

/** Settings as Redis has them; undefined where it does not say, as a managed one may forbid CONFIG. */
type Settings = { policy?: string | undefined; appendonly?: string | undefined; save?: string | undefined };

type Risk = { setting: string; value: string; message: string };

/** Settings under which Redis loses what waits, each once, however many nodes of a cluster have it. */
export const findRisks = async (client: RedisClient): Promise<Risk[]> => {
  const settings = await Promise.all(nodesOf(client).map(readSettings));
  const risks = new Map(settings.flatMap(risksOf).map((risk) => [risk.setting, risk]));
  return [...risks.values()];
};

const inspectWithinMs = 5_000;

/** Connects once, and returns what is wrong with the settings of a Redis, in one text each. Rejects if it does not answer. */
export const inspectRedis = async (target: RedisTarget): Promise<string[]> => {
  const client = openRedis(target, inspectWithinMs);
  let broken: Error | undefined;
  client.on('error', (error: Error) => (broken = error));
  try {
    await client.ping();
    return (await findRisks(client)).map(({ message }) => message);
  } catch (error) {
    // That of the command says only that there is no connection.
    throw broken ?? error;
  } finally {
    client.disconnect();
  }
};

const valueOf = async (node: Redis, name: string): Promise<string | undefined> => {
  const [, value] = await node.config('GET', name);
  return value;
};

const readInfo = async (node: Redis): Promise<Settings> => ({
  policy: /^maxmemory_policy:(\S+)/m.exec(await node.info('memory'))?.[1],
});

const readSettings = async (node: Redis): Promise<Settings> => {
  try {
    const [policy, appendonly, save] = await Promise.all([
      valueOf(node, 'maxmemory-policy'),
      valueOf(node, 'appendonly'),
      valueOf(node, 'save'),
    ]);
    return { policy, appendonly, save };
  } catch {
    return readInfo(node);
  }
};

const risksOf = ({ policy, appendonly, save }: Settings): Risk[] => {
  const evicts = policy !== undefined && policy !== 'noeviction';
  const forgets = appendonly === 'no' && save === '';
  const eviction = 'Redis drops queued messages when its memory is full. Set maxmemory-policy to noeviction';
  const memory =
    'Redis persistence is off: a restart empties every queue, and Recado must refill them. Set appendonly to yes';
  return [
    ...(evicts ? [{ setting: 'maxmemory-policy', value: policy, message: eviction }] : []),
    ...(forgets ? [{ setting: 'appendonly', value: appendonly, message: memory }] : []),
  ];
};

const nodesOf = (client: RedisClient): Redis[] => (client instanceof Cluster ? client.nodes('master') : [client]);

/** Warns of Redis's settings as soon as it is there: once, or again at the next connection when this one broke. */
export const watchForRisks = (client: RedisClient, log: Log): void => {
  let looked = false;
  const look = async () => {
    if (looked) return;
    looked = true;
    try {
      for (const { message, ...risk } of await findRisks(client)) log.warn(risk, message);
    } catch {
      looked = false;
    }
  };
  client.on('ready', () => void look());
};
