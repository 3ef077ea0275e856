import { queueEngines } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allowMarketing } from './support/allow-marketing.ts';
import { startSystem, type System } from './support/system.ts';

const [engine = 'postgresql'] = queueEngines;

let system: System;
beforeAll(async () => {
  system = await startSystem(engine);
  await allowMarketing(system);
});
afterAll(() => system[Symbol.asyncDispose]());

it('a low quality rating lets marketing wait with the reason, and orders go on', async () => {
  const low = { sender: 'whatsapp:+551150289876', quality_rating: 'LOW', messaging_limit: '2K Customers/24hr' };
  await fetch(`${system.simulator.url}/simulator/quality`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(low),
  });
  const worker = await system.startWorker();
  const read = async (path: string) => (await system.call('GET', path)).body;
  await expect
    .poll(() => read('/v1/senders/store'))
    .toMatchObject({
      quality: { rating: 'low', messaging_limit: 2_000 },
      limit_in_force: 2_000,
      marketing_waits: { reason: expect.stringContaining('low_quality') },
    });
  const to = '+5511987654321';
  const promotion = { to, template: 'promotion', variables: { discount: '20%' } };
  const order = { to, template: 'order_confirmation', variables: { order_id: '1042' } };
  const { id: waiting } = (await system.call('POST', '/v1/messages', promotion)).body;
  const { id: sent } = (await system.call('POST', '/v1/messages', order)).body;
  await expect.poll(async () => (await read(`/v1/messages/${sent}`)).status).toMatch(/delivered|read/);
  await expect
    .poll(() => read(`/v1/messages/${waiting}`))
    .toMatchObject({
      status: 'accepted',
      events: expect.arrayContaining([expect.objectContaining({ type: 'waiting', detail: 'low_quality' })]),
    });
  const { url } = (await worker.ready()) as { url: string };
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('recado_marketing_paused{sender="store"} 1');
});
