import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from './redis-client.ts';
import type { Log } from './wait-and-warn.ts';

/** Settings as Redis has them; undefined where it does not say, as a managed one may forbid CONFIG. */
type Settings = { policy?: string | undefined; appendonly?: string | undefined; save?: string | undefined };

type Risk = { setting: string; value: string; message: string };

/** Settings under which Redis loses what waits, each once, however many nodes of a cluster have it. */
export const findRisks = async (client: RedisClient): Promise<Risk[]> => {
  const settings = await Promise.all(nodesOf(client).map(readSettings));
  const risks = new Map(settings.flatMap(risksOf).map((risk) => [risk.setting, risk]));
  return [...risks.values()];
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
