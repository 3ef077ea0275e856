import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import { Redis } from 'ioredis';
import { patienceMs } from '../patience.ts';
import { startRedisServer, type RedisServer } from './server.ts';

export type RedisCluster = AsyncDisposable & {
  /** Holds the value for REDIS_URL. */
  url: string;
  nodes: readonly { host: string; port: number }[];
  /** Kills the master that stores a key. Its replica takes over within seconds. */
  killMasterOf(key: string): Promise<void>;
};

const masters = 3;
const slots = 16_384;
const pollMs = 50;
const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000', '--repl-diskless-sync-delay', '0'];

type Node = { server: RedisServer; busPort: string; redis: Redis; id: string };

/** Starts three masters with one replica each, as processes of this machine. */
export const startRedisCluster = async (): Promise<RedisCluster> => {
  await using starting = new AsyncDisposableStack();
  const nodes = await Promise.all(Array.from({ length: masters * 2 }, () => openNode(starting)));
  await form(nodes);
  const everything = starting.move();

  const killMasterOf = async (key: string) => {
    const slot = await nodes.find(({ redis }) => redis.status === 'ready')?.redis.cluster('KEYSLOT', key);
    for (const { redis, server } of nodes.filter((node) => node.redis.status === 'ready')) {
      const owned = String(await redis.cluster('NODES'))
        .split('\n')
        .find((line) => line.includes('myself'))
        ?.matchAll(/ (?<from>\d+)-(?<to>\d+)/g);
      const keeps = [...(owned ?? [])].some(
        ({ groups }) => Number(groups?.['from']) <= Number(slot) && Number(slot) <= Number(groups?.['to']),
      );
      if (keeps) return server.kill();
    }
    throw new Error(`No master stores ${key}`);
  };
  const addresses = nodes.map(({ server: { host, port } }) => ({ host, port }));
  return {
    url: `redis+cluster://${addresses.map(({ host, port }) => `${host}:${port}`).join(',')}`,
    nodes: addresses,
    killMasterOf,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
};

const openNode = async (stack: AsyncDisposableStack): Promise<Node> => {
  const busPort = String(await getPort());
  const server = stack.use(await startRedisServer({ settings: [...settings, '--cluster-port', busPort] }));
  const redis = new Redis(server.url);
  redis.on('error', () => undefined); // A test may kill this node on purpose.
  stack.defer(() => redis.disconnect());
  await redis.cluster('SET-CONFIG-EPOCH', server.port);
  return { server, busPort, redis, id: await redis.cluster('MYID') };
};

const poll = async (holds: () => Promise<boolean>, what: string): Promise<void> => {
  const end = performance.now() + patienceMs;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > end) throw new Error(`Not within ${patienceMs} ms: ${what}`);
    await sleep(pollMs);
  }
};

const says = async (
  nodes: readonly Node[],
  ask: (redis: Redis) => Promise<string>,
  answer: string,
): Promise<boolean> => {
  const answers = await Promise.all(nodes.map(({ redis }) => ask(redis)));
  return answers.every((text) => text.includes(answer));
};

/** Assigns the slots, introduces the nodes to each other, and gives each master a replica. */
const form = async (nodes: readonly Node[]): Promise<void> => {
  const [first, ...others] = nodes;
  for (const [index, { redis }] of nodes.slice(0, masters).entries()) {
    const [from, to] = [index, index + 1].map((n) => Math.floor((n * slots) / masters)) as [number, number];
    await redis.cluster('ADDSLOTS', ...Array.from({ length: to - from }, (_, n) => from + n));
  }
  for (const { server, busPort } of others)
    await first?.redis.call('CLUSTER', 'MEET', server.host, server.port, busPort);
  const ids = nodes.map(({ id }) => id);
  const acquainted = async ({ redis }: Node) => {
    const known = String(await redis.cluster('NODES'));
    return ids.every((id) => known.includes(id));
  };
  await poll(async () => (await Promise.all(nodes.map(acquainted))).every(Boolean), 'the nodes know each other');
  const replicas = nodes.slice(masters);
  for (const [index, { redis }] of replicas.entries()) await redis.cluster('REPLICATE', ids[index] ?? '');
  await poll(() => says(nodes, async (redis) => redis.cluster('INFO'), 'cluster_state:ok'), 'the cluster is whole');
  await poll(() => says(replicas, (redis) => redis.info('replication'), 'master_link_status:up'), 'replicas follow');
};
