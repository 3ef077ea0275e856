import { describe, expect, test } from 'vitest';
import { makeKeyring } from '../data-folder/keyring.ts';
import { planStack, type Environment } from './plan.ts';

const keyring = await makeKeyring();

const plan = (given: Environment, host = '127.0.0.1') =>
  planStack({
    given,
    keyring,
    databaseUrl: 'postgres://recado@127.0.0.1:5433/recado',
    host,
    ports: { api: 3000, metrics: 9464, simulator: 4010 },
  });

const envOf = (name: string, given: Environment) =>
  plan(given).processes.find((process) => process.name === name)?.env ?? {};

const account = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'token' };

describe('without a Twilio account', () => {
  test('the simulator runs first, then the API, then the worker', () => {
    expect(plan({}).processes.map(({ name }) => name)).toEqual(['simulator', 'api', 'worker']);
  });

  test('API and worker talk to the simulator with the account that it accepts', () => {
    const { accountSid, authToken } = keyring.simulator;
    for (const name of ['simulator', 'api', 'worker'])
      expect(envOf(name, {})).toMatchObject({ TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken });
    expect(envOf('worker', {}).TWILIO_API_BASE_URL).toBe('http://127.0.0.1:4010');
  });

  test.each([
    [{}, 'http://127.0.0.1:3000/webhooks/twilio/inbound'],
    [{ PUBLIC_URL: 'https://recado.example.com' }, 'https://recado.example.com/webhooks/twilio/inbound'],
    [{ SIMULATOR_INBOUND_URL: 'http://127.0.0.1:9/other' }, 'http://127.0.0.1:9/other'],
  ])('with %j the simulator reports inbound messages to %s', (given, url) => {
    expect(envOf('simulator', given).SIMULATOR_INBOUND_URL).toBe(url);
  });

  test('half an account in the environment does not lead past the simulator', () => {
    const env = envOf('worker', { TWILIO_API_BASE_URL: 'https://api.twilio.com', TWILIO_API_KEY: 'SK' });
    expect(env.TWILIO_API_BASE_URL).toBe('http://127.0.0.1:4010');
    expect(env.TWILIO_API_KEY).toBeUndefined();
  });

  test('how long Twilio may take is handed on', () => {
    expect(envOf('worker', { TWILIO_TIMEOUT_MS: '500' }).TWILIO_TIMEOUT_MS).toBe('500');
  });

  test('there is a sender for each channel', () => {
    const senders = JSON.parse(envOf('api', {}).RECADO_SENDERS ?? '[]') as { channel: string }[];
    expect(senders.map(({ channel }) => channel)).toEqual(['whatsapp', 'sms']);
  });

  test('the simulator gets no variable of the database or the keys', () => {
    const names = Object.keys(envOf('simulator', { SIMULATOR_READ_SHARE: '0', REDIS_URL: 'redis://a' }));
    expect(names).toContain('SIMULATOR_READ_SHARE');
    expect(names.filter((name) => /DATABASE|REDIS|RECADO/.test(name))).toEqual([]);
  });
});

describe('with a Twilio account', () => {
  test('no simulator runs and no sender is invented', () => {
    const planned = plan({ ...account, PUBLIC_URL: 'https://shop.example' });
    expect(planned.processes.map(({ name }) => name)).toEqual(['api', 'worker']);
    expect(planned.simulatorUrl).toBeUndefined();
    expect(envOf('api', account).RECADO_SENDERS).toBeUndefined();
  });

  test('the account is handed on as it was given', () => {
    expect(envOf('worker', account)).toMatchObject(account);
  });
});

test('keys that were given come before the generated ones', () => {
  const given = { RECADO_API_KEY: 'mine', RECADO_INDEX_KEY: 'index', RECADO_ENCRYPTION_KEYS: 'a:b' };
  expect(envOf('api', given)).toMatchObject(given);
  expect(plan(given).apiKey).toBe('mine');
  expect(envOf('api', {}).RECADO_API_KEY).toBe(keyring.apiKey);
});

test.each([
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['::1', 'http://[::1]:3000'],
  ['192.168.0.7', 'http://192.168.0.7:3000'],
])('an API that listens on %s is reached at %s', (host, url) => {
  expect(plan({}, host).apiUrl).toBe(url);
});
