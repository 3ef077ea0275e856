import { legalMoves, retryableStatuses } from '@recado/messaging';
import { migrateQueue } from '@recado/queue';
import { migrate } from '@recado/store';
import {
  createTemplate,
  createTestDatabase,
  guardStatuses,
  startProcess,
  startSimulator,
  takeRedisDatabase,
  type QueueEngine,
  type Simulator,
  type StartedProcess,
} from '@recado/testing';
import getPort from 'get-port';
import { apiKey, environmentOf } from './environment.ts';

export type System = AsyncDisposable & {
  url: string;
  simulator: Simulator;
  /** The environment of an API or a worker of this system. */
  env: Record<string, string>;
  api: StartedProcess;
  /** A second life for an API that was killed, on the same port. */
  restartApi: (env?: Record<string, string>) => Promise<StartedProcess>;
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  startWorker: (env?: Record<string, string>) => Promise<StartedProcess>;
};

/** The fields of a response that the tests read; each test checks them. */
type Body = {
  id: string;
  status: string;
  attempts: number;
  sent_at: string;
  data: unknown[];
  events: { type: string; at: string }[];
};

export type Answer = { status: number; headers: Headers; body: Body };

const senders = [
  { id: 'store', channel: 'whatsapp', address: '+551150289876', mps: 200 },
  { id: 'texts', channel: 'sms', address: '+14155550100', mps: 200 },
];

const makeCall =
  (url: string): System['call'] =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text || '{}') as Body };
  };

export const migrated = () =>
  createTemplate('recado with its queue', async (url) => {
    await migrate(url);
    await migrateQueue(url);
    await guardStatuses(url, { moves: legalMoves, retryable: retryableStatuses });
  });

/**
 * A migrated database, the simulator, and one API on them; workers are started by the test. `more` is for the API and the
 * workers: `REDIS_URL` names a Redis of the test's own.
 */
export const startSystem = async (
  engine: QueueEngine,
  simulatorEnv: Record<string, string> = {},
  more: Record<string, string> = {},
): Promise<System> => {
  await using starting = new AsyncDisposableStack();
  const database = starting.use(await createTestDatabase({ template: await migrated() }));
  const port = String(await getPort());
  const inboundUrl = { SIMULATOR_INBOUND_URL: `http://127.0.0.1:${port}/webhooks/twilio/inbound` };
  const simulator = starting.use(await startSimulator({ ...inboundUrl, ...simulatorEnv }));
  const queueUrl = engine === 'redis' ? await takeRedisDatabase() : undefined;
  const place = { databaseUrl: database.url, redisUrl: queueUrl, simulator, port, senders };
  const env = { ...environmentOf(place), ...more };
  const processes = starting.use(new AsyncDisposableStack());
  const start = async (main: string, its: Record<string, string> = {}) => {
    const started = processes.use(startProcess(main, { ...env, ...its }));
    await started.ready();
    return started;
  };
  const restartApi = (its?: Record<string, string>) => start('apps/api/src/main.ts', its);
  const api = await restartApi();
  const call = makeCall(env.PUBLIC_URL);
  // Nobody watches a first part for half an hour, except in the tests of it.
  await call('PUT', '/v1/settings', { objection_limits: { enabled: false } });
  const everything = starting.move();
  return {
    url: env.PUBLIC_URL,
    simulator,
    env,
    api,
    restartApi,
    call,
    startWorker: (its) => start('apps/worker/src/main.ts', its),
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
};
