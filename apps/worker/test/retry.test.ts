import { queueEngines } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSystem, type System } from './support/system.ts';

const refusedByTwilio = '+15005550001';
const message = { to: refusedByTwilio, template: 'order_confirmation', variables: { order_id: '1042' } };

describe.each(queueEngines)('a failed message on the %s engine', (engine) => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem(engine);
    await system.startWorker();
  });
  afterAll(() => system[Symbol.asyncDispose]());

  const fails = (id: string, attempts: number) =>
    vi.waitFor(async () => {
      const { body } = await system.call('GET', `/v1/messages/${id}`);
      expect(body).toMatchObject({ status: 'failed', attempts, error: { code: 21211 } });
      return body;
    }, 15_000);

  it('goes to Twilio once more when it is retried, and once more when all of its kind are', async () => {
    const { id } = (await system.call('POST', '/v1/messages', message)).body;
    await fails(id, 1);
    expect(await system.call('POST', `/v1/messages/${id}/retry`)).toMatchObject({
      status: 202,
      body: { id, status: 'accepted' },
    });
    await fails(id, 2);
    expect(await system.call('POST', '/v1/messages/retry', { error_code: 21211 })).toMatchObject({
      status: 200,
      body: { retried: 1, refused: 0 },
    });
    const { events } = await fails(id, 3);
    // A worker without CPU for a moment lets a message be claimed again.
    const steps = events.map(({ type }) => type).filter((type) => type !== 'throttled');
    expect(steps).toEqual(['accepted', 'rejected', 'retried', 'rejected', 'retried', 'rejected']);
  });
});
