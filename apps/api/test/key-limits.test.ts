import { Problem } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKeyStore } from './support/key-store.ts';
import { bootstrapKey, startApi, startApiOn, type Answer, type RunningApi } from './support/running-api.ts';

let apis: [RunningApi, Awaited<ReturnType<typeof startApiOn>>];
let keys: ReturnType<typeof openKeyStore>;
beforeAll(async () => {
  const api = await startApi();
  apis = [api, await startApiOn(api.databaseUrl)];
  keys = openKeyStore(api.databaseUrl);
});
afterAll(async () => {
  await keys[Symbol.asyncDispose]();
  for (const api of apis.toReversed()) await api[Symbol.asyncDispose]();
});

const ask = (process: 0 | 1, key: string) => apis[process].call('GET', '/v1/senders/store', { key });

const burst = (key: string, count: number): Promise<Answer[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => ask(n % 2 === 0 ? 0 : 1, key)));

const within = (answers: Answer[]) => answers.filter(({ status }) => status === 200).length;

describe('the limit of a key', () => {
  it('is reported with each response, and requests over it are refused', async () => {
    const { key } = await keys.makeKey(['messages:read'], { rateLimit: 3 });
    const first = await ask(0, key);
    expect(first.headers.get('ratelimit-policy')).toBe('"key";q=3;w=1');
    expect(first.headers.get('ratelimit')).toMatch(/^"key";r=[012];t=1$/);
    const refused = (await burst(key, 12)).find(({ status }) => status === 429);
    expect(Problem.strict().parse(refused?.body)).toMatchObject({
      type: 'urn:recado:problem:rate-limited',
      status: 429,
    });
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(refused?.headers.get('ratelimit')).toBe('"key";r=0;t=1');
    expect(refused?.headers.get('cache-control')).toBe('no-store');
  });

  it('holds over all processes', async () => {
    const { key } = await keys.makeKey(['messages:read'], { rateLimit: 20 });
    const began = performance.now();
    let passed = 0;
    for (let round = 0; round < 5; round += 1) passed += within(await burst(key, 60));
    // Each of the seconds that this touched lets at most 20 requests pass.
    const seconds = Math.floor((performance.now() - began) / 1000) + 2;
    expect(passed).toBeGreaterThanOrEqual(20);
    expect(passed).toBeLessThanOrEqual(20 * seconds);
  });

  it('is over with its second', async () => {
    const { key } = await keys.makeKey(['messages:read'], { rateLimit: 5 });
    await burst(key, 20);
    await expect.poll(async () => (await ask(0, key)).status, { interval: 250 }).toBe(200);
  });

  it('is 100 requests a second when nothing else was said, and the key of the environment has none', async () => {
    const { key } = await keys.makeKey(['messages:read']);
    expect((await ask(1, key)).headers.get('ratelimit-policy')).toBe('"key";q=100;w=1');
    expect((await ask(1, bootstrapKey)).headers.has('ratelimit-policy')).toBe(false);
    expect(within(await burst(bootstrapKey, 150))).toBe(150);
  });
});

it('a key that is revoked stops working in every process within seconds', async () => {
  const { id, key } = await keys.makeKey(['messages:read']);
  for (const process of [0, 1] as const) expect((await ask(process, key)).status).toBe(200);
  await keys.store.revokeApiKey(id, new Date());
  for (const process of [0, 1] as const)
    await expect.poll(async () => (await ask(process, key)).status, { interval: 100 }).toBe(401);
});
