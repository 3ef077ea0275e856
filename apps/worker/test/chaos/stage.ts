import {
  clockOff,
  skipsWrongClocks,
  startPostgresServer,
  startProcess,
  startRedisServer,
  startSimulator,
} from '@recado/testing/servers';
import type { PostgresServer, RedisServer, Simulator } from '@recado/testing/servers';
import getPort from 'get-port';
import { environmentOf } from '../support/environment.ts';
import { shortTimeouts } from './faults.ts';
import { superviseProcess, type SupervisedProcess } from './supervised-process.ts';

export type Engine = 'redis' | 'postgresql';

/** Everything that can be struck, and what the shop talks to. */
export type Stage = AsyncDisposable & {
  url: string;
  postgres: PostgresServer;
  /** Only where it keeps the queue. */
  redis: RedisServer | undefined;
  simulator: Simulator;
  api: SupervisedProcess;
  workers: [SupervisedProcess, ...SupervisedProcess[]];
};

const senders = [
  { id: 'store', channel: 'whatsapp', address: '+551150289876', mps: 400 },
  { id: 'texts', channel: 'sms', address: '+14155550100', mps: 400 },
  { id: 'pool', channel: 'sms', address: 'MG00000000000000000000000000000001', mps: 400 },
];

const simulatorEnv = (seed: number) => ({
  SIMULATOR_SEED: String(seed),
  SIMULATOR_STEP_MS: '150',
  LOG_LEVEL: 'warn',
});

/** Two workers live with clocks that are wrong, one ahead and one behind. */
const clockOf = (worker: number): Record<string, string> =>
  worker === 1 || skipsWrongClocks ? {} : clockOff(worker === 2 ? 20 : -20);

/** PostgreSQL as its makers configure it: what it committed outlives its crash. Redis keeps nothing on disk. `programs`: of the PostgreSQL of this machine. */
export const setStage = async (engine: Engine, seed: number, programs?: string): Promise<Stage> => {
  await using setting = new AsyncDisposableStack();
  const postgres = setting.use(await startPostgresServer({ programs }));
  const redis = engine === 'redis' ? setting.use(await startRedisServer()) : undefined;
  const port = String(await getPort());
  const inboundUrl = { SIMULATOR_INBOUND_URL: `http://127.0.0.1:${port}/webhooks/twilio/inbound` };
  const simulator = setting.use(await startSimulator({ ...simulatorEnv(seed), ...inboundUrl }));
  const place = { databaseUrl: postgres.url, redisUrl: redis?.url, simulator, port, senders };
  const env = { ...environmentOf(place), ...shortTimeouts, LOG_LEVEL: 'info', WEBHOOKS_ALLOW_PRIVATE: 'true' };
  const keep = async (name: string, main: string, its: Record<string, string> = {}) =>
    setting.use(await superviseProcess(name, () => startProcess(main, { ...env, ...its })));
  const api = await keep('api', 'apps/api/src/main.ts');
  const worker = (number: number) => keep(`worker ${number}`, 'apps/worker/src/main.ts', clockOf(number));
  const workers = await Promise.all([worker(1), worker(2), worker(3)]);
  const set = setting.move();
  return {
    url: env.PUBLIC_URL,
    postgres,
    redis,
    simulator,
    api,
    workers,
    [Symbol.asyncDispose]: () => set.disposeAsync(),
  };
};
