import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as runtime from '../src/index.ts';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');

const Env = z.object({
  ...runtime.DatabaseEnv.shape,
  ...runtime.RedisEnv.shape,
  ...runtime.TwilioEnv.shape,
  ...runtime.KeysEnv.shape,
  ...runtime.ListenEnv.shape,
  ...runtime.MetricsEnv.shape,
  ...runtime.PublicUrlEnv.shape,
  ...runtime.ConsoleUrlEnv.shape,
  ...runtime.SendersEnv.shape,
  ...runtime.CountryEnv.shape,
  ...runtime.WorkerEnv.shape,
  ...runtime.ApiKeyEnv.shape,
  ...runtime.LogEnv.shape,
  ...runtime.DataDirEnv.shape,
});

const right: runtime.Environment = {
  DATABASE_URL: 'postgres://recado:secret@127.0.0.1:5432/recado',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token',
  RECADO_ENCRYPTION_KEYS: `new:${key(2)},old:${key(1)}`,
  RECADO_INDEX_KEY: key(3),
  PUBLIC_URL: 'https://store.example/recado',
};

const issuesOf = (changes: runtime.Environment): readonly runtime.Issue[] => {
  try {
    runtime.parseEnv(Env, { ...right, ...changes });
  } catch (error) {
    if (error instanceof runtime.ConfigError) return error.issues;
    throw error;
  }
  return [];
};

const senders = (...list: unknown[]) => JSON.stringify(list);
const store = { id: 'store', channel: 'whatsapp', address: '+551150289876' };

describe('the environment', () => {
  it('has the documented defaults', () => {
    expect(runtime.parseEnv(Env, right)).toMatchObject({
      REDIS_URL: undefined,
      TWILIO_API_BASE_URL: 'https://api.twilio.com',
      TWILIO_TIMEOUT_MS: 30_000,
      HOST: '127.0.0.1',
      PORT: 3000,
      METRICS_PORT: 9464,
      RECADO_SENDERS: [],
      DEFAULT_COUNTRY: 'BR',
      WORKER_CONCURRENCY: 50,
      RESOLVE_GRACE_MS: 60_000,
      UPKEEP_INTERVAL_MS: 5000,
      CALLBACK_PATIENCE_MS: 900_000,
      LOG_LEVEL: 'info',
      RECADO_DATA_DIR: '.recado',
    });
  });

  it('removes the last slash of an address, because paths are appended', () => {
    const { PUBLIC_URL } = runtime.parseEnv(Env, { ...right, PUBLIC_URL: 'https://store.example/recado/' });
    expect(PUBLIC_URL).toBe('https://store.example/recado');
  });

  it('reads the keys, the current one first', () => {
    const { RECADO_ENCRYPTION_KEYS: keys, RECADO_INDEX_KEY: index } = runtime.parseEnv(Env, right);
    expect(keys).toEqual([
      { id: 'new', key: Buffer.alloc(32, 2) },
      { id: 'old', key: Buffer.alloc(32, 1) },
    ]);
    expect(index).toEqual(Buffer.alloc(32, 3));
  });

  it('reads senders, with the default rate of their channel', () => {
    const sms = { id: 'alerts', channel: 'sms', address: 'Loja', daily_limit: 1000 };
    const { RECADO_SENDERS } = runtime.parseEnv(Env, {
      ...right,
      RECADO_SENDERS: senders(store, sms, { ...sms, id: 'b', mps: 0.5 }),
    });
    expect(RECADO_SENDERS).toEqual([
      { ...store, mps: 80 },
      { ...sms, mps: 10 },
      { ...sms, id: 'b', mps: 0.5 },
    ]);
  });

  it.each([
    ['DATABASE_URL', undefined],
    ['DATABASE_URL', 'foo'],
    ['DATABASE_URL', 'mysql://a/b'],
    ['DATABASE_URL', 'postgres://host'],
    ['DATABASE_URL', 'postgres://me:pass#word@host/recado'],
    ['REDIS_URL', 'localhost:6379'],
    ['TWILIO_ACCOUNT_SID', `SK${'0'.repeat(32)}`],
    ['TWILIO_AUTH_TOKEN', undefined],
    ['TWILIO_API_BASE_URL', 'api.twilio.com'],
    ['TWILIO_API_BASE_URL', 'http://api.twilio.com'],
    ['RECADO_API_KEY', 'too short'],
    ['TWILIO_TIMEOUT_MS', '0'],
    ['TWILIO_TIMEOUT_MS', '30s'],
    ['RECADO_ENCRYPTION_KEYS', undefined],
    ['RECADO_ENCRYPTION_KEYS', key(1)],
    ['RECADO_ENCRYPTION_KEYS', `a:${Buffer.alloc(31).toString('base64')}`],
    ['RECADO_ENCRYPTION_KEYS', `a:${key(1)},a:${key(2)}`],
    ['RECADO_ENCRYPTION_KEYS', `UPPER:${key(1)}`],
    ['RECADO_INDEX_KEY', 'x'.repeat(32)],
    ['HOST', 'http://localhost'],
    ['PORT', '65536'],
    ['PORT', '0x50'],
    ['METRICS_PORT', '-1'],
    ['PUBLIC_URL', undefined],
    ['PUBLIC_URL', 'https://store.example?x=1'],
    ['PUBLIC_URL', 'https://store.example#x'],
    ['PUBLIC_URL', 'https://my_store.example'],
    ['PUBLIC_URL', 'ftp://store.example'],
    ['DEFAULT_COUNTRY', 'br'],
    ['DEFAULT_COUNTRY', 'XX'],
    ['WORKER_CONCURRENCY', '1001'],
    ['RESOLVE_GRACE_MS', 'soon'],
    ['LOG_LEVEL', 'verbose'],
    ['RECADO_SENDERS', '[{'],
    ['RECADO_SENDERS', '{}'],
    ['RECADO_SENDERS', senders(store, store)],
  ])('says that %s is wrong when it is %j', (name, value) => {
    const [issue, ...others] = issuesOf({ [name]: value });
    expect(others).toEqual([]);
    expect(issue).toEqual({
      name,
      expected: expect.stringMatching(/\w{3}/) as string,
      got: expect.stringMatching(value === undefined ? /^nothing$/ : /^("|a value of)/) as string,
      remedy: expect.stringMatching(/\.$/) as string,
    });
  });

  it.each([
    ['RECADO_SENDERS[0].id', { ...store, id: 'Store' }],
    ['RECADO_SENDERS[0].channel', { ...store, channel: 'fax' }],
    ['RECADO_SENDERS[0].address', { ...store, address: '551150289876' }],
    ['RECADO_SENDERS[0].address', { ...store, address: '28149' }],
    ['RECADO_SENDERS[0].mps', { ...store, mps: 0 }],
    ['RECADO_SENDERS[0].mps', { ...store, mps: 10_001 }],
    ['RECADO_SENDERS[0].mps', { ...store, mps: '80' }],
    ['RECADO_SENDERS[0].daily_limit', { ...store, daily_limit: 0 }],
  ])('points at %s of a wrong sender', (name, sender) => {
    expect(issuesOf({ RECADO_SENDERS: senders(sender) }).map((issue) => issue.name)).toEqual([name]);
  });

  it('names the missing field of a sender', () => {
    const [issue] = issuesOf({ RECADO_SENDERS: senders({ ...store, rate: 80 }) });
    expect(issue).toMatchObject({ name: 'RECADO_SENDERS[0]', expected: 'no rate' });
  });

  it('requires the SID of an API key', () => {
    const names = issuesOf({ TWILIO_API_KEY: 'SK1', TWILIO_API_SECRET: 'x' }).map((issue) => issue.name);
    expect(names).toEqual(['TWILIO_API_KEY']);
  });

  it.each([
    ['TWILIO_API_SECRET', { TWILIO_API_KEY: `SK${'0'.repeat(32)}` }],
    ['TWILIO_API_KEY', { TWILIO_API_SECRET: 'hunter2' }],
  ])('misses %s when only its other half is set', (name, half) => {
    expect(issuesOf({ ...half, PORT: 'x' }).map((issue) => issue.name)).toEqual(['PORT', name]);
  });

  it('prints no secret, even if its value is wrong', () => {
    const secret = 'hunter2hunter2';
    const secrets = [
      'TWILIO_AUTH_TOKEN',
      'TWILIO_API_SECRET',
      'RECADO_ENCRYPTION_KEYS',
      'RECADO_INDEX_KEY',
      'RECADO_API_KEY',
    ];
    const urls = {
      DATABASE_URL: `http://me:${secret}@host/x`,
      REDIS_URL: `redis://:${secret}@a,b`,
      PUBLIC_URL: `http://${secret}@h/`,
    };
    const wrong = {
      ...Object.fromEntries(secrets.map((name) => [name, secret])),
      ...urls,
      TWILIO_ACCOUNT_SID: 'x',
      PORT: 'x',
    };
    const text = JSON.stringify(issuesOf(wrong));
    expect(text).toContain('RECADO_ENCRYPTION_KEYS');
    expect(text).toContain('REDIS_URL');
    expect(text).not.toContain(secret);
  });
});
