import { randomBytes } from 'node:crypto';
import getPort from 'get-port';
import { account, apiKey, senderAddress, senderId } from './account.ts';
import { startChild, type Child } from './child.ts';
import type { Lab } from './lab.ts';

/** Describes the options of a Recado under test. `mps` is the rate of its one sender, in messages per second. */
export type Wanted = { twilioUrl: string; mps: number };

type Environment = Record<string, string>;

export type Recado = AsyncDisposable & {
  env: Environment;
  api: Child;
  /** Starts another API beside the first one. */
  startApi: () => Promise<Child>;
  startWorker: () => Promise<Child>;
};

/** Starts Recado on empty stores. The API starts at once and creates the schema and the sender; workers start on request. */
export const startRecado = async (lab: Lab, wanted: Wanted): Promise<Recado> => {
  await using starting = new AsyncDisposableStack();
  const env = await environmentOf(lab, wanted);
  const start = (name: string, more: Environment = {}) =>
    startChild({ folder: lab.folder, name, main: new URL(`${name}/src/main.ts`, apps), env: { ...env, ...more } });
  const api = starting.use(await start('api'));
  const started = starting.move();
  const startApi = async () => started.use(await start('api', { PORT: '0' }));
  const startWorker = async () => started.use(await start('worker'));
  return { env, api, startApi, startWorker, [Symbol.asyncDispose]: () => started.disposeAsync() };
};

const apps = new URL('../../../../apps/', import.meta.url);
const aKey = () => randomBytes(32).toString('base64');

const environmentOf = async (lab: Lab, { twilioUrl, mps }: Wanted): Promise<Environment> => {
  const { databaseUrl, redisUrl } = await lab.freshStores();
  const port = String(await getPort());
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    TWILIO_ACCOUNT_SID: account.sid,
    TWILIO_AUTH_TOKEN: account.authToken,
    TWILIO_API_BASE_URL: twilioUrl,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: port,
    METRICS_PORT: '0',
    RECADO_API_KEY: apiKey,
    RECADO_SENDERS: JSON.stringify([{ id: senderId, channel: 'whatsapp', address: senderAddress, mps }]),
    RECADO_ENCRYPTION_KEYS: `k1:${aKey()}`,
    RECADO_INDEX_KEY: aKey(),
    LOG_LEVEL: 'info',
    WEBHOOKS_ALLOW_PRIVATE: 'true',
  };
};
