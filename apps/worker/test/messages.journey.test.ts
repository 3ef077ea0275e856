import { journeyEngines, patienceMs } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { allowMarketing } from './support/allow-marketing.ts';
import { startSystem, type System } from './support/system.ts';

const ana = '+5511987654321';
const refusedByTwilio = '+15005550001';
const notMobile = '+15005550009';
const orderConfirmation = { to: ana, template: 'order_confirmation', variables: { order_id: '1042' } };

describe.each(journeyEngines('postgresql'))('a message on the %s engine', (engine) => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0' });
    await allowMarketing(system);
    await system.startWorker();
  });
  afterAll(() => system[Symbol.asyncDispose]());

  const accept = async (message: unknown): Promise<string> => {
    const { status, body } = await system.call('POST', '/v1/messages', message);
    expect(body).toMatchObject({ status: 'accepted' });
    expect(status).toBe(202);
    return body.id;
  };

  const becomes = (id: string, status: string) =>
    vi.waitFor(async () => {
      const { body } = await system.call('GET', `/v1/messages/${id}`);
      expect(body).toMatchObject({ id, status });
      return body;
    }, patienceMs);

  it.each([
    ['an order confirmation', orderConfirmation],
    ['a status update', { to: ana, template: 'order_status', variables: { order_id: '1042', status: 'pronto' } }],
    ['a promotion', { to: ana, template: 'promotion', variables: { discount: 20 } }],
    ['an order confirmation by SMS', { ...orderConfirmation, channel: 'sms' }],
    ['free text by SMS', { to: ana, channel: 'sms', body: 'Olá! Seu pedido chegou.' }],
  ])('%s is delivered', async (_what, message) => {
    const id = await accept(message);
    const body = await becomes(id, 'delivered');
    expect(body).toMatchObject({ attempts: 1, twilio_sid: expect.stringMatching(/^SM[0-9a-f]{32}$/) });
    expect(body.events.map((event) => event.type)).toEqual(
      expect.arrayContaining(['accepted', 'submitted', 'callback']),
    );
  });

  it('fails with 21211 when Twilio refuses the number, and is not tried again', async () => {
    const body = await becomes(await accept({ ...orderConfirmation, to: refusedByTwilio }), 'failed');
    expect(body).toMatchObject({ attempts: 1, error: { code: 21211, message: expect.any(String) } });
    const failed = await system.call('GET', '/v1/messages?status=failed&error_code=21211');
    expect(failed.body.data).toMatchObject([{ id: body.id }]);
  });

  it('is canceled before its time and never leaves', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    const id = await accept({ ...orderConfirmation, send_at: inAnHour });
    expect(await system.call('POST', `/v1/messages/${id}/cancel`)).toMatchObject({
      status: 200,
      body: { status: 'canceled' },
    });
    expect((await system.call('POST', `/v1/messages/${id}/cancel`)).status).toBe(200);
    expect((await becomes(id, 'canceled')).attempts).toBe(0);
  });

  it('leaves at its time when it is scheduled, not before', async () => {
    const sendAt = new Date(Date.now() + 2_000);
    const id = await accept({ ...orderConfirmation, send_at: sendAt.toISOString() });
    const body = await becomes(id, 'delivered');
    expect(new Date(body.sent_at).getTime()).toBeGreaterThanOrEqual(sendAt.getTime());
  });

  it('expires when it could not leave in time', async () => {
    await system.call('PUT', '/v1/senders/texts', { paused: true });
    const id = await accept({ to: ana, channel: 'sms', body: 'Só hoje', valid_for: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await system.call('PUT', '/v1/senders/texts', { paused: false });
    expect((await becomes(id, 'expired')).attempts).toBe(0);
  });

  it('leaves by a sender that was added while the worker runs', async () => {
    const added = await system.call('PUT', '/v1/senders/outlet', { channel: 'sms', address: '+14155550101', mps: 5 });
    expect(added.status).toBe(201);
    await becomes(await accept({ to: ana, sender: 'outlet', body: 'Oi' }), 'delivered');
  });

  it('that failed goes to Twilio once more when it is retried, and once more when all of its kind are', async () => {
    const id = await accept({ ...orderConfirmation, to: notMobile });
    const fails = (attempts: number) =>
      vi.waitFor(async () => {
        const { body } = await system.call('GET', `/v1/messages/${id}`);
        expect(body).toMatchObject({ status: 'failed', attempts, error: { code: 21614 } });
        return body;
      }, patienceMs);
    await fails(1);
    expect(await system.call('POST', `/v1/messages/${id}/retry`)).toMatchObject({
      status: 202,
      body: { id, status: 'accepted' },
    });
    await fails(2);
    expect(await system.call('POST', '/v1/messages/retry', { error_code: 21614 })).toMatchObject({
      status: 200,
      body: { retried: 1, refused: 0 },
    });
    const { events } = await fails(3);
    // A worker without CPU for a moment lets a message be claimed again.
    const steps = events.map(({ type }) => type).filter((type) => type !== 'throttled');
    expect(steps).toEqual(['accepted', 'rejected', 'retried', 'rejected', 'retried', 'rejected']);
  });
});
