import { queueEngines } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allowMarketing } from './support/allow-marketing.ts';
import { startSystem, type System } from './support/system.ts';

const [engine = 'postgresql'] = queueEngines;
const message = { to: '+5511987654321', template: 'promotion', variables: { discount: '20%' } };

let system: System;
beforeAll(async () => {
  system = await startSystem(engine);
  await allowMarketing(system);
});
afterAll(() => system[Symbol.asyncDispose]());

it('a template that WhatsApp paused fails what was accepted before, and is refused as soon as a worker has seen it', async () => {
  const { id } = (await system.call('POST', '/v1/messages', message)).body;
  const pause = await fetch(`${system.simulator.url}/simulator/approvals/HX00000000000000000000000000000201`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'paused', rejection_reason: 'quality' }),
  });
  expect(pause.status).toBe(204);
  await system.startWorker();
  const read = async (path: string) => (await system.call('GET', path)).body;
  await expect.poll(() => read(`/v1/messages/${id}`)).toMatchObject({ status: 'failed', error: { code: 63041 } });
  const approval = { status: 'paused', rejection_reason: 'quality' };
  await expect.poll(() => read('/v1/templates/promotion')).toMatchObject({ approval });
  expect(await system.call('POST', '/v1/messages', message)).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'template', reason: 'not_approved' }] },
  });
});
