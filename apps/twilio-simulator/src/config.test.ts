import { parseEnv } from '@recado/runtime';
import { expect, it } from 'vitest';
import { Environment, toConfig } from './config.ts';

const account = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'token' };

const read = (env: Record<string, string>) => toConfig(parseEnv(Environment, { ...account, ...env }));

it('needs only the account', () => {
  expect(read({})).toMatchObject({
    listen: { host: '127.0.0.1', port: 4010 },
    account: { sid: account.TWILIO_ACCOUNT_SID, authToken: 'token' },
    strictContent: false,
    callbacks: { enabled: true },
    faults: { reset_after: 0, list_lag_ms: 0 },
  });
});

it('reads shares, senders and the key', () => {
  const config = read({
    SIMULATOR_FAULTS: '{"reset_after":0.25,"seed":7}',
    SIMULATOR_CALLBACKS: 'off',
    SIMULATOR_SENDERS: '+15005550006, whatsapp:+551150289876',
    TWILIO_API_KEY: `SK${'0'.repeat(32)}`,
    TWILIO_API_SECRET: 'secret',
  });
  expect(config.faults).toMatchObject({ reset_after: 0.25, reset_before: 0, seed: 7 });
  expect(config.callbacks.enabled).toBe(false);
  expect(config.senders).toEqual(new Set(['+15005550006', 'whatsapp:+551150289876']));
  expect(config.account.apiKey).toEqual({ sid: `SK${'0'.repeat(32)}`, secret: 'secret' });
});

it.each([
  ['TWILIO_ACCOUNT_SID', 'AC1'],
  ['SIMULATOR_FAULTS', 'reset'],
  ['SIMULATOR_FAULTS', '{"reset_after":1.5}'],
  ['SIMULATOR_FAULTS', '{"reset_after":0.6,"slow":0.6}'],
  ['SIMULATOR_FAULTS', '{"meteor":0.1}'],
  ['SIMULATOR_CALLBACKS', 'no'],
  ['SIMULATOR_SENDERS', 'whatsapp:Ana'],
  ['SIMULATOR_STRICT_CONTENT', 'yes'],
  ['SIMULATOR_SERVICE_WINDOW', 'yes'],
  ['SIMULATOR_STEP_MS', 'soon'],
])('refuses %s=%s by name', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(name);
});
