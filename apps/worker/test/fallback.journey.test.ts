import { journeyEngines, patienceMs } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSystem, type System } from './support/system.ts';

const notOnWhatsapp = '+5511905563024';
const optedOut = '+5511905563033';
const neverDelivered = '+5511905510001';

type Answered = { fallback: { id: string; status: string }; fallback_for: string; sent_at: string; created_at: string };

describe.each(journeyEngines('redis'))('a WhatsApp message with a fallback SMS, on the %s engine', (engine) => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '50' });
    await Promise.all([system.startWorker(), system.startWorker()]);
  });
  afterAll(() => system[Symbol.asyncDispose]());

  const accept = async (to: string, fallback: object = {}) => {
    const { status, body } = await system.call('POST', '/v1/messages', {
      to,
      template: 'order_confirmation',
      variables: { order_id: '1042' },
      fallback: { channel: 'sms', template: 'order_confirmation', ...fallback },
    });
    expect(status).toBe(202);
    return body.id;
  };

  const find = async (id: string) => {
    const { body } = await system.call('GET', `/v1/messages/${id}`);
    return body as typeof body & Answered;
  };

  const becomes = (id: string, expected: object) =>
    vi.waitFor(async () => {
      const body = await find(id);
      expect(body).toMatchObject(expected);
      return body;
    }, patienceMs);

  it('is delivered by SMS, once, when the person is not on WhatsApp', async () => {
    const id = await accept(notOnWhatsapp);
    const { fallback } = await becomes(id, {
      status: 'undelivered',
      error: { code: 63024 },
      fallback: { status: 'delivered' },
    });
    expect(await find(fallback.id)).toMatchObject({
      status: 'delivered',
      channel: 'sms',
      fallback_for: id,
      attempts: 1,
    });
  });

  it('is delivered by SMS when WhatsApp has not delivered it in time, counted from when it was sent', async () => {
    const id = await accept(neverDelivered, { after: 2 });
    // by SMS this number, too, gets no receipt
    const { fallback, sent_at } = await becomes(id, { status: 'sent', fallback: { status: 'sent' } });
    const sms = await find(fallback.id);
    expect(Date.parse(sms.created_at) - Date.parse(sent_at)).toBeGreaterThanOrEqual(2_000);
  });

  it('stays alone when WhatsApp delivers it, and when the person opted out', async () => {
    const delivered = await accept('+5511987654321', { after: 1 });
    const refused = await accept(optedOut);
    await becomes(delivered, { status: 'delivered' });
    await becomes(refused, { status: 'undelivered', error: { code: 63033 } });
    // a message that is looked at after them has its SMS: they were looked at
    await becomes(await accept(notOnWhatsapp), { fallback: { status: 'delivered' } });
    for (const id of [delivered, refused]) expect((await find(id)).fallback).toEqual({ channel: 'sms' });
  });
});
