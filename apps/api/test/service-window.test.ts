import { Message } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type RunningApi } from './support/running-api.ts';
import { inboundForm, postInbound } from './support/inbound-form.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const write = (from: string, more = {}) => postInbound(api.url, inboundForm(from, 'Oi', more));

const post = (request: object, headers: Record<string, string> = {}) =>
  api.call('POST', '/v1/messages', { body: { body: 'Já saiu para entrega!', ...request }, headers });

describe('free WhatsApp text', () => {
  it('is refused with the error of Twilio to a person who has not written', async () => {
    const { status, body } = await post({ to: '+5511981110001' });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      type: 'urn:recado:problem:invalid-request',
      errors: [{ field: 'body', reason: 'outside_service_window', message: expect.stringMatching(/63016.*template/) }],
    });
  });

  it('is accepted to a person who wrote, with or without the ninth digit, and from that sender only', async () => {
    await write('+554181110002');
    expect((await post({ to: '+5541981110002' })).status).toBe(202);
    const other = { channel: 'whatsapp', address: '+551150289880', mps: 10 };
    await api.call('PUT', '/v1/senders/other', { body: other });
    expect((await post({ to: '+5541981110002', sender: 'other' })).status).toBe(422);
  });

  it('is refused when it is to leave after the window', async () => {
    const to = '+5511981110003';
    await write(to);
    const send_at = new Date(Date.now() + 25 * 3_600_000).toISOString();
    expect((await post({ to, send_at })).body).toMatchObject({ errors: [{ reason: 'outside_service_window' }] });
  });

  it('that is repeated gets the message that was made while it was taken, and spends no key when refused', async () => {
    const to = '+5511981110004';
    const key = { 'Idempotency-Key': 'reply-1' };
    expect((await post({ to }, key)).status).toBe(422);
    await write(to);
    const first = await post({ to }, key);
    expect(first.status).toBe(202);
    expect(Message.parse((await post({ to }, key)).body).id).toBe(Message.parse(first.body).id);
  });

  it('needs no window as an SMS, or with a template', async () => {
    const to = '+5511981110005';
    expect((await post({ to, channel: 'sms' })).status).toBe(202);
    const template = { to, body: undefined, template: 'order_confirmation', variables: { order_id: '7' } };
    expect((await post(template)).status).toBe(202);
  });

  it('is not opened by an SMS, nor by a message to an address that no sender has', async () => {
    const to = '+5511981110006';
    await write(to, { From: to, To: '+551150289877' });
    await write(to, { To: 'whatsapp:+551150280000' });
    expect((await post({ to })).status).toBe(422);
  });
});
