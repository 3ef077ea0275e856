import { createLogger, parseEnv } from '@recado/runtime';
import twilio from 'twilio';
import { expect } from 'vitest';
import { Environment, toConfig } from '../../src/config.ts';
import { createContext } from '../../src/context.ts';
import { listen } from '../../src/http/app.ts';

export const account = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'test_auth_token',
  TWILIO_API_KEY: `SK${'1'.repeat(32)}`,
  TWILIO_API_SECRET: 'test_secret',
};

const quick = {
  PORT: '0',
  LOG_LEVEL: 'silent',
  SIMULATOR_LATENCY_MS: '0',
  SIMULATOR_STEP_MS: '10',
  SIMULATOR_PRICE_DELAY_MS: '10',
  SIMULATOR_APPROVAL_MS: '0',
};

/** twilio-node's own client, turned from Twilio to `url`. */
export const clientFor = (url: string, user = account.TWILIO_ACCOUNT_SID, password = account.TWILIO_AUTH_TOKEN) => {
  const client = twilio(user, password, { accountSid: account.TWILIO_ACCOUNT_SID });
  client.api.baseUrl = url;
  client.content.baseUrl = url;
  return client;
};

/** A create call without a client between, to see all of its answer. */
export const createRaw = (url: string, form: Record<string, string>, signal: AbortSignal | null = null) =>
  fetch(`${url}/2010-04-01/Accounts/${account.TWILIO_ACCOUNT_SID}/Messages.json`, {
    method: 'POST',
    body: new URLSearchParams(form),
    signal,
    headers: { authorization: `Basic ${btoa(`${account.TWILIO_ACCOUNT_SID}:${account.TWILIO_AUTH_TOKEN}`)}` },
  });

const json = (method: string, body: unknown) => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

/** A simulator in this process, on a free port, in a hurry. */
export const startSimulator = async (env: Record<string, string> = {}) => {
  const config = toConfig(parseEnv(Environment, { ...account, ...quick, ...env }));
  const context = createContext(config, createLogger({ name: 'simulator', level: config.logLevel }));
  const server = await listen(context.app, config.listen);
  context.outages.on('begin', (ms) => void server.interrupt(ms));
  const client = clientFor(server.url);
  const call = (path: string, init?: RequestInit) => fetch(server.url + path, init);
  const close = async () => {
    await server.close();
    await context.close();
  };
  return {
    url: server.url,
    client,
    until: (sid: string, status: string) =>
      expect.poll(async () => (await client.messages(sid).fetch()).status).toBe(status),
    get: async (path: string): Promise<unknown> => (await call(path)).json(),
    exported: async (to?: string): Promise<unknown[]> => {
      const answer = await call(`/simulator/messages${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`);
      const lines = (await answer.text()).split('\n').filter((line) => line !== '');
      return lines.map((line): unknown => JSON.parse(line));
    },
    post: (path: string, body: unknown) => call(path, json('POST', body)),
    put: (path: string, body: unknown) => call(path, json('PUT', body)),
    clearFaults: () => call('/simulator/faults', { method: 'DELETE' }),
    close,
    [Symbol.asyncDispose]: close,
  };
};
export type Simulator = Awaited<ReturnType<typeof startSimulator>>;
