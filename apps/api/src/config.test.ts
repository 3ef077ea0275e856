import { parseEnv } from '@recado/runtime';
import { expect, it } from 'vitest';
import { Config } from './config.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const env = {
  DATABASE_URL: 'postgres://recado:secret@localhost:5432/recado',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token',
  PUBLIC_URL: 'https://recado.example.com',
  RECADO_ENCRYPTION_KEYS: `k1:${key}`,
  RECADO_INDEX_KEY: key,
};

it('is made from the environment, with defaults', () => {
  expect(parseEnv(Config, env)).toEqual({
    databaseUrl: env.DATABASE_URL,
    redis: undefined,
    twilio: {
      accountSid: env.TWILIO_ACCOUNT_SID,
      authToken: 'token',
      webhookAuthTokens: ['token'],
      baseUrl: 'https://api.twilio.com',
      timeoutMs: 30_000,
      publicUrl: env.PUBLIC_URL,
    },
    publicUrl: 'https://recado.example.com',
    consoleUrl: 'https://recado.example.com',
    host: '127.0.0.1',
    port: 3000,
    metricsPort: undefined,
    senders: [],
    bootstrapKey: undefined,
    encryptionKeys: [{ id: 'k1', key: Buffer.alloc(32, 7) }],
    indexKey: Buffer.alloc(32, 7),
    defaultCountry: 'BR',
    allowsPrivateWebhooks: false,
    logLevel: 'info',
    logSamplePercent: 1,
    poolSize: 10,
    shutdownDelayMs: 0,
    isTransactionPoolAllowed: false,
    migrateUrl: env.DATABASE_URL,
  });
});

it('names every variable that is missing', () => {
  const issues = expect.arrayContaining(Object.keys(env).map((name) => expect.objectContaining({ name })));
  expect(() => parseEnv(Config, {})).toThrow(expect.objectContaining({ issues }));
});
