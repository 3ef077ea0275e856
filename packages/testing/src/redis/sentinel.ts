import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { patienceMs } from '../patience.ts';
import { startRedisServer, type RedisServer } from './server.ts';

export type RedisUnderSentinel = AsyncDisposable & {
  /** Holds the value for REDIS_URL. */
  url: string;
  sentinels: readonly { host: string; port: number }[];
  /** Holds the name of the master in the sentinels. */
  master: string;
  /** Kills the master. The sentinels promote its replica within seconds. */
  killMaster(): Promise<void>;
};

const name = 'recado';
const watchers = 3;
const quorum = 2;
const pollMs = 50;

/** Starts a master, its replica and three sentinels as processes of this machine. */
export const startRedisSentinel = async (): Promise<RedisUnderSentinel> => {
  await using starting = new AsyncDisposableStack();
  const master = starting.use(await startRedisServer());
  const following = ['--replicaof', master.host, String(master.port), '--repl-diskless-sync-delay', '0'];
  starting.use(await startRedisServer({ settings: following }));
  const starts = Array.from({ length: watchers }, () => startRedisServer({ sentinel: watch(master) }));
  const sentinels = (await Promise.all(starts)).map((sentinel) => starting.use(sentinel));
  await untilReady(sentinels);
  const everything = starting.move();
  const addresses = sentinels.map(({ host, port }) => ({ host, port }));
  return {
    url: `redis+sentinel://${addresses.map(({ host, port }) => `${host}:${port}`).join(',')}/${name}`,
    sentinels: addresses,
    master: name,
    killMaster: () => master.kill(),
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
};

const watch = ({ host, port }: RedisServer) => [
  `sentinel monitor ${name} ${host} ${port} ${quorum}`,
  `sentinel down-after-milliseconds ${name} 1000`,
  `sentinel failover-timeout ${name} 5000`,
];

const ask = async <T>(url: string, question: (redis: Redis) => Promise<T>): Promise<T> => {
  const redis = new Redis(url);
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
};

/** A sentinel cannot hold an election before it knows the replica and the other sentinels. */
const isReady = async ({ url }: RedisServer): Promise<boolean> => {
  const answer = await ask(url, async (redis) => (await redis.call('SENTINEL', 'MASTER', name)) as string[]);
  const valueOf = (field: string) => Number(answer[answer.indexOf(field) + 1]);
  return valueOf('num-slaves') === 1 && valueOf('num-other-sentinels') === watchers - 1;
};

const untilReady = async (sentinels: readonly RedisServer[]): Promise<void> => {
  const end = performance.now() + patienceMs;
  for (const sentinel of sentinels) {
    while (!(await isReady(sentinel))) {
      if (performance.now() > end) throw new Error(`The sentinels did not find each other within ${patienceMs} ms`);
      await sleep(pollMs);
    }
  }
};
