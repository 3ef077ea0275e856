import { expect, it } from 'vitest';
import { startHealth, type Check } from './health.ts';

const metrics = async () => 'up 1\n';

const get = async (checks: Check[], path: string, restore?: object, isSimulated = false, expose = metrics) => {
  await using health = await startHealth({
    host: '127.0.0.1',
    port: 0,
    checks,
    isSimulated,
    findRestore: async () => restore,
    expose,
  });
  const response = await fetch(health.url + path);
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
};

const up = { name: 'postgresql', ping: async () => {} };
const down = { name: 'queue', ping: () => Promise.reject(new Error('away')) };
const mute = { name: 'queue', ping: () => new Promise<void>(() => {}) };

it('is healthy while the process lives, even without the stores', async () => {
  expect(await get([down], '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
});

it('is ready when every store answers', async () => {
  expect(await get([up], '/readyz')).toMatchObject({ status: 200, body: { checks: { postgresql: 'up' } } });
});

it('is ready while a restored database is compared with Twilio, and shows how far it is', async () => {
  const { status, body } = await get([up], '/readyz', { messages: 7, senders: 1 });
  expect({ status, body }).toMatchObject({ status: 200, body: { status: 'ready', restore: { messages: 7 } } });
});

it('says that a simulator stands in for Twilio', async () => {
  const { status, body } = await get([up], '/readyz', undefined, true);
  expect({ status, body }).toMatchObject({ status: 200, body: { warning: 'a simulator stands in for Twilio' } });
});

it.each([
  ['refuses', down],
  ['does not answer', mute],
])('is not ready when a store %s, and says which', async (_how, check) => {
  expect(await get([up, check], '/readyz')).toEqual({
    status: 503,
    retryAfter: '5',
    body: { status: 'waiting', checks: { postgresql: 'up', queue: 'down' } },
  });
});

it('answers 503 when metrics cannot be read, and lives on', async () => {
  const failing = () => Promise.reject(new Error('away'));
  expect(await get([up], '/metrics', undefined, false, failing)).toMatchObject({ status: 503 });
});
