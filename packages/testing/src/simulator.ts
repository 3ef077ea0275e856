import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import { patienceMs } from './patience.ts';
import { startProcess, type StartedProcess } from './process.ts';

const pollMs = 25;

export type Simulator = AsyncDisposable & {
  /** Holds the value for TWILIO_API_BASE_URL. */
  url: string;
  accountSid: string;
  authToken: string;
  process: StartedProcess;
};

/** Starts the Twilio simulator with its own account, and waits until it responds. */
export const startSimulator = async (env: Readonly<Record<string, string>> = {}): Promise<Simulator> => {
  const accountSid = `AC${randomBytes(16).toString('hex')}`;
  const authToken = randomBytes(16).toString('hex');
  const port = String(await getPort());
  const url = `http://127.0.0.1:${port}`;
  const account = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken };
  const started = startProcess('apps/twilio-simulator/src/main.ts', {
    HOST: '127.0.0.1',
    PORT: port,
    ...account,
    ...env,
  });
  await Promise.race([waitForHealth(url), failOnEnd(started)]);
  return { url, accountSid, authToken, process: started, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
};

const waitForHealth = async (url: string): Promise<void> => {
  const signal = AbortSignal.timeout(patienceMs);
  for (;;) {
    const answer = await fetch(`${url}/healthz`, { signal }).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(pollMs, undefined, { signal });
  }
};

const failOnEnd = async ({ ended, output }: StartedProcess): Promise<never> => {
  const { code } = await ended;
  throw new Error(`The simulator ended with ${code} before it answered:\n${output.text()}`);
};
