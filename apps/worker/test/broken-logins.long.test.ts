import { queueEngines, startLoginBreaker, type StartedProcess } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { startSystem } from './support/system.ts';

const order = { to: '+5511987654321', channel: 'sms', body: 'Oi' };
const enough = 12;

const hasLived = ({ output }: StartedProcess) => expect(output.text()).not.toMatch(/Unhandled|Uncaught/);

describe.each(queueEngines)('with the queue on %s', (engine) => {
  it('a worker survives connections to PostgreSQL that end at their login, and sends on', async () => {
    await using system = await startSystem(engine);
    await using breaker = await startLoginBreaker(system.env['DATABASE_URL'] ?? '');
    const worker = await system.startWorker({ DATABASE_URL: breaker.url });
    breaker.breakLogins();
    await expect.poll(breaker.broken).toBeGreaterThan(enough);
    breaker.keepLogins();
    hasLived(worker);
    const { body } = await system.call('POST', '/v1/messages', order);
    const statusOf = async () => (await system.call('GET', `/v1/messages/${body.id}`)).body.status;
    await expect.poll(statusOf).toBe('delivered');
    expect(await worker.kill()).toEqual({ code: 0, signal: null });
  });
});

it('an API survives them, too', async () => {
  await using system = await startSystem('postgresql');
  await using breaker = await startLoginBreaker(system.env['DATABASE_URL'] ?? '');
  await system.api.kill();
  const api = await system.restartApi({ DATABASE_URL: breaker.url });
  breaker.breakLogins();
  const post = async () => (await system.call('POST', '/v1/messages', order)).status;
  while (breaker.broken() < enough) expect([202, 503]).toContain(await post());
  breaker.keepLogins();
  await expect.poll(post).toBe(202);
  hasLived(api);
  expect(await api.kill()).toEqual({ code: 0, signal: null });
});
