import {
  describeWithRedisServer,
  openDatabase,
  startRedisCluster,
  startRedisSentinel,
  type Ended,
} from '@recado/testing';
import { expect, it } from 'vitest';
import { acceptMany, countAtTwilio, expectAllDeliveredOnce } from './support/crowd.ts';
import { startSystem, type System } from './support/system.ts';

const simulation = { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' };
const senders = ['store', 'clinic', 'bakery'].map((id, index) => ({
  id,
  channel: 'whatsapp',
  address: `+55115028987${index}`,
  mps: 20,
}));

const acceptForAll = async (system: System, each: number): Promise<string[]> => {
  const ids = await Promise.all(senders.map(({ id }) => acceptMany(system, each, { sender: id })));
  return ids.flat();
};

/** Messages of three senders, before, during and after the death of a master. Gives the processes that ended of it. */
const workThrough = async (redisUrl: string, killMaster: (system: System) => Promise<void>): Promise<Ended[]> => {
  const env = { REDIS_URL: redisUrl, RECADO_SENDERS: JSON.stringify(senders), UPKEEP_INTERVAL_MS: '1000' };
  await using system = await startSystem('redis', simulation, env);
  const workers = await Promise.all([system.startWorker(), system.startWorker()]);
  const ended: Ended[] = [];
  for (const each of [system.api, ...workers]) void each.ended.then((how) => ended.push(how));
  const ids = await acceptForAll(system, 100);
  await expect.poll(() => countAtTwilio(system)).toBeGreaterThan(30);
  await killMaster(system);
  ids.push(...(await acceptForAll(system, 50)));
  await expectAllDeliveredOnce(system, ids);
  return [...ended];
};

const underSentinels = async () => {
  const watched = await startRedisSentinel();
  return { ...watched, kill: () => watched.killMaster() };
};

const inCluster = async () => {
  const cluster = await startRedisCluster();
  return { ...cluster, kill: async (system: System) => cluster.killMasterOf(await queueKeyOf(system, 'store')) };
};

const queueKeyOf = async ({ env }: System, sender: string): Promise<string> => {
  await using database = await openDatabase(env['DATABASE_URL'] ?? '');
  const { rows } = await database.query<{ value: string }>(`select value from settings where name = 'installation'`);
  return `{recado-${rows[0]?.value}:send.${sender}}`;
};

describeWithRedisServer('the death of a master', () => {
  it.each([
    ['under sentinels', underSentinels],
    ['in a cluster of three', inCluster],
  ] as const)('%s stops no process, and loses and doubles no message', async (_where, start) => {
    await using servers = await start();
    expect(await workThrough(servers.url, (system) => servers.kill(system))).toEqual([]);
  });
});
