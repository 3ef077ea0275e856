import { createQueueConnection, makeProducer } from '@recado/queue';
import { createLogger } from '@recado/runtime';
import { startProcess } from '@recado/testing';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environment, makeDatabase, startApiOn } from './support/running-api.ts';

let database: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const endOf = async (env: Record<string, string>) => {
  await using api = startProcess('apps/api/src/main.ts', env);
  const { code } = await api.ended;
  return { code, lines: api.output.text().trim().split('\n') };
};

const otherKey = randomBytes(32).toString('base64');

describe('the process', () => {
  it('stops before it listens when variables are missing, with a line for each', async () => {
    const { code, lines } = await endOf({ PORT: 'http' });
    expect(code).toBe(1);
    const named = lines.map((line) => line.replace(/:.*/, '')).toSorted();
    expect(named).toEqual([
      'DATABASE_URL',
      'PORT',
      'PUBLIC_URL',
      'RECADO_ENCRYPTION_KEYS',
      'RECADO_INDEX_KEY',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
    ]);
  });

  it.each([
    ['RECADO_ENCRYPTION_KEYS', { RECADO_ENCRYPTION_KEYS: `k1:${otherKey}` }],
    ['RECADO_INDEX_KEY', { RECADO_INDEX_KEY: otherKey }],
  ])('stops with one clear line when %s is not that of the record', async (name, env) => {
    await (await startApiOn(database.url))[Symbol.asyncDispose]();
    const { code, lines } = await endOf({ ...environment(database.url), ...env });
    expect(code).toBe(1);
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
    expect(lines.join('\n')).not.toContain(otherKey);
  });

  it('stops with one clear line when its port is taken', async () => {
    await using first = await startApiOn(database.url);
    const { code, lines } = await endOf({ ...environment(database.url), PORT: new URL(first.url).port });
    expect(code).toBe(1);
    const { port } = new URL(first.url);
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([
      `PORT: expected a free port, got ${port}. Another process listens on it: stop that one, or set PORT to another port.`,
    ]);
  });

  it('answers what is under way before it stops, and queues it', async () => {
    await using api = await startApiOn(database.url);
    const body = { to: '+5511987654321', channel: 'sms', body: 'Oi' };
    const answers = Array.from({ length: 20 }, () => api.call('POST', '/v1/messages', { body }));
    await Promise.race(answers);
    const { code } = await api.process.kill();
    expect(code).toBe(0);
    const settled = await Promise.allSettled(answers);
    const answered = settled.filter(({ status }) => status === 'fulfilled');
    expect(answered.length).toBeGreaterThan(0);
    await using queue = createQueueConnection({
      databaseUrl: database.url,
      log: createLogger({ name: 'test', level: 'silent' }),
    });
    const { waiting } = await makeProducer(queue).counts('store-sms');
    expect(waiting).toBeGreaterThanOrEqual(answered.length);
    expect(answered.every((answer) => answer.status === 'fulfilled' && answer.value.status === 202)).toBe(true);
  });
});
