import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancellation, later, noon, submitted } from './support/samples.ts';
import { openFallbackStore, second, type FallbackStore } from './support/fallback-store.ts';

let test: FallbackStore;
beforeAll(async () => {
  test = await openFallbackStore();
});
afterAll(() => test[Symbol.asyncDispose]());

describe('the SMS of a WhatsApp message', () => {
  it('that cannot reach the person is a message of its own, and both know each other', async () => {
    const { id, smsId } = await test.withFallback();
    await test.sent(id);
    expect((await test.find(id)).message.fallback).toEqual({ id: smsId });
    await test.report(id, 'failed', true);
    expect(await test.store.fallBack(later(6 * second), 1000)).toEqual({
      seen: 1,
      jobs: [{ messageId: smsId, senderId: 'texts', segments: 2 }],
    });
    const { message: whatsapp, events } = await test.find(id);
    expect(whatsapp).toMatchObject({ status: 'failed', fallback: { id: smsId, status: 'accepted' } });
    expect(events.at(-1)).toMatchObject({ type: 'fallback_queued', detail: expect.stringContaining(smsId) });
    expect((await test.find(smsId)).message).toMatchObject({
      status: 'accepted',
      fallbackFor: id,
      channel: 'sms',
      senderId: 'texts',
      to: '+5511987654321',
      reference: 'order',
      createdAt: later(6 * second),
    });
    expect(await test.claim(smsId, later(7 * second))).toMatchObject({
      message: { content: { kind: 'body', body: 'Recebemos o seu pedido' }, to: '+5511987654321' },
    });
  });

  it('leaves when Twilio refuses the message at once', async () => {
    const { id, smsId } = await test.withFallback();
    await test.claim(id, noon);
    const refusal = { code: 63003, message: 'not on WhatsApp' };
    await test.store.record({
      messageId: id,
      attempt: 1,
      at: later(100),
      outcome: { kind: 'rejected', ...refusal, smsMayHelp: true },
      statusUpdate: { status: 'failed', errorCode: 63003, errorMessage: refusal.message, smsMayHelp: true },
    });
    expect(await test.leaveAt(later(second))).toEqual([smsId]);
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['failed for a reason that SMS does not cure', (id) => test.report(id, 'failed')],
    ['was delivered', (id) => test.report(id, 'delivered')],
    ['was read', (id) => test.report(id, 'read')],
  ])('does not leave when the message %s', async (_what, happen) => {
    const { id } = await test.withFallback({ after: 60 });
    await test.sent(id);
    await happen(id);
    expect(await test.leaveAt(later(3_600 * second))).toEqual([]);
    expect(await test.store.fallBack(later(7_200 * second), 1000)).toMatchObject({ seen: 0 });
  });

  it('is kept no longer than the message needs it', async () => {
    const { id } = await test.withFallback();
    await test.sent(id);
    await test.report(id, 'delivered');
    expect(await test.sql('select from fallbacks where message_id = $1', [id])).toEqual([]);
  });

  it('does not leave when the message is canceled', async () => {
    const { id } = await test.withFallback({ after: 60 });
    await test.store.saveCancellations(cancellation(id, noon));
    expect(await test.store.fallBack(later(3_600 * second), 1000)).toEqual({ seen: 0, jobs: [] });
  });

  it('leaves when the message is not delivered in time, which counts from when Twilio had it', async () => {
    const { id, smsId } = await test.withFallback({ after: 60 });
    expect(await test.leaveAt(later(60 * second))).toEqual([]);
    await test.claim(id, later(90 * second));
    await test.store.record({ ...submitted(id), at: later(100 * second) });
    expect(await test.leaveAt(later(159 * second))).toEqual([]);
    expect(await test.leaveAt(later(160 * second))).toEqual([smsId]);
    expect((await test.find(id)).message.status).toBe('sent');
  });

  it('leaves when the message expired, and is then worth sending for as long', async () => {
    const { id, smsId } = await test.withFallback({ validFor: 60 });
    expect(await test.leaveAt(later(59 * second))).toEqual([]);
    // not expired in the record yet
    expect(await test.leaveAt(later(60 * second))).toEqual([]);
    await test.store.expireOverdue(later(61 * second), 100);
    expect(await test.leaveAt(later(65 * second))).toEqual([smsId]);
    expect((await test.find(smsId)).message.validUntil).toEqual(later(125 * second));
    expect((await test.find(id)).message.status).toBe('expired');
  });
});

describe('an SMS that has not left', () => {
  const late = async (status: 'delivered' | 'read') => {
    const { id, smsId } = await test.withFallback({ after: 1 });
    await test.sent(id);
    expect(await test.leaveAt(later(2 * second))).toEqual([smsId]);
    await test.report(id, status);
    return smsId;
  };

  it.each(['delivered', 'read'] as const)('is canceled when the message is %s after all', async (status) => {
    const smsId = await late(status);
    const { message: sms, events } = await test.find(smsId);
    expect(sms).toMatchObject({ status: 'canceled', reason: 'reached_on_whatsapp' });
    expect(events.at(-1)).toMatchObject({ type: 'canceled' });
    expect(await test.claim(smsId, later(60 * second))).toEqual({ kind: 'over' });
  });

  it('is canceled by its claim when the delivery was not seen before', async () => {
    const { id, smsId } = await test.withFallback({ after: 1 });
    await test.sent(id);
    await test.leaveAt(later(2 * second));
    await test.sql(`update messages set status = 'delivered' where id = $1`, [id]);
    expect(await test.claim(smsId, later(60 * second))).toEqual({ kind: 'over' });
    expect((await test.find(smsId)).message).toMatchObject({
      status: 'canceled',
      reason: 'reached_on_whatsapp',
      attempts: 0,
    });
  });

  it('goes its way once it has left', async () => {
    const { id, smsId } = await test.withFallback({ after: 1 });
    await test.sent(id);
    await test.leaveAt(later(2 * second));
    await test.claim(smsId, later(3 * second));
    await test.report(id, 'delivered');
    expect((await test.find(smsId)).message.status).toBe('sending');
  });
});

it('a list shows both, each with the other', async () => {
  const { id, smsId } = await test.withFallback({}, { reference: 'listed' });
  await test.sent(id);
  await test.report(id, 'failed', true);
  await test.leaveAt(later(6 * second));
  const listed = await test.store.loadMessages({ reference: 'listed', limit: 10 });
  expect(listed.map((each) => [each.id, each.fallback, each.fallbackFor])).toEqual(
    expect.arrayContaining([
      [id, { id: smsId, status: 'accepted' }, undefined],
      [smsId, undefined, id],
    ]),
  );
});

it('a waiting fallback SMS shows neither number nor text', async () => {
  const { id } = await test.withFallback({ after: 60 });
  const [row] = await test.sql('select fallbacks::text as text from fallbacks where message_id = $1', [id]);
  expect(row?.['text']).toContain(Buffer.from('k1').toString('hex'));
  for (const secret of ['11987654321', 'Recebemos'])
    for (const form of [secret, Buffer.from(secret).toString('hex')]) expect(row?.['text']).not.toContain(form);
});
