import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, message, noon, sender, settlement, sidOf, submitted, throttled, unknown } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
});
afterAll(() => test[Symbol.asyncDispose]());

/** A message whose request is out. */
const claimed = async () => {
  const { id } = message();
  await test.store.insertMessage(message({ id }));
  await test.claim(id, noon);
  return id;
};

const find = async (id: string) => {
  const found = await test.store.loadMessage(id);
  if (!found) throw new Error('gone');
  return found;
};

describe('the record of an attempt', () => {
  it('says that Twilio has the message', async () => {
    const id = await claimed();
    await test.store.record(submitted(id));
    const { message: recorded, events } = await find(id);
    expect(recorded).toMatchObject({
      status: 'sent',
      twilioSid: sidOf(id),
      segments: 2,
      sentAt: later(100),
      attempts: 1,
    });
    expect(events.at(-1)).toEqual({
      at: later(100),
      type: 'submitted',
      status: 'sent',
      attempt: 1,
      twilioSid: sidOf(id),
    });
  });

  it('says that it failed, by which code', async () => {
    const id = await claimed();
    await test.store.record({
      messageId: id,
      attempt: 1,
      at: later(100),
      outcome: { kind: 'rejected', code: 21211, message: 'Invalid number' },
      statusUpdate: { status: 'failed', errorCode: 21211, errorMessage: 'Invalid number' },
    });
    const { message: recorded, events } = await find(id);
    expect(recorded).toMatchObject({ status: 'failed', errorCode: 21211, errorMessage: 'Invalid number' });
    expect(events.at(-1)).toMatchObject({ type: 'rejected', errorCode: 21211, detail: 'Invalid number' });
  });

  it.each([
    { spent: true, attempts: 1 },
    { spent: false, attempts: 0 },
  ])('puts it back in line; when spent is $spent, $attempts attempts count', async ({ spent, attempts }) => {
    const id = await claimed();
    await test.store.record(throttled(id, spent));
    expect((await find(id)).message).toMatchObject({ status: 'accepted', attempts, errorCode: 20429 });
    expect(await test.claim(id, later(1_999))).toEqual({ kind: 'early', at: later(2_000) });
    expect(await test.claim(id, later(2_000))).toMatchObject({ message: { attempt: attempts + 1 } });
  });

  it('forgets an earlier error when Twilio takes it', async () => {
    const id = await claimed();
    await test.store.record(throttled(id, false));
    await test.claim(id, later(2_000));
    await test.store.record(submitted(id));
    const { message: recorded } = await find(id);
    expect(recorded).toMatchObject({ status: 'sent' });
    expect(recorded).not.toHaveProperty('errorCode');
    expect(recorded).not.toHaveProperty('errorMessage');
  });

  it('leaves a message with an unknown outcome in sending, and records why', async () => {
    const id = await claimed();
    await test.store.record(unknown(id));
    const { message: recorded, events } = await find(id);
    expect(recorded).toMatchObject({ status: 'sending', attempts: 1 });
    expect(events.at(-1)).toMatchObject({ type: 'unknown', detail: 'no answer in 30 s' });
    expect(await test.claim(id, later(200))).toEqual({ kind: 'over' });
  });

  it('does not move back what a faster callback has moved on, and fills in what that left open', async () => {
    const id = await claimed();
    await test.store.settleMessage(settlement({ messageId: id, status: 'delivered' }));
    await test.store.record(submitted(id));
    expect((await find(id)).message).toMatchObject({ status: 'delivered', twilioSid: sidOf(id), segments: 2 });
  });

  it('of an attempt that is over changes nothing of the next one', async () => {
    const id = await claimed();
    await test.store.record(throttled(id, true));
    await test.claim(id, later(2_000));
    await test.store.record(throttled(id, true));
    expect((await find(id)).message).toMatchObject({ status: 'sending', attempts: 2 });
  });

  it('that Twilio has it keeps a message from being sent again, however late it comes', async () => {
    const id = await claimed();
    await test.store.record(throttled(id, true));
    await test.store.record(submitted(id));
    expect((await find(id)).message).toMatchObject({ status: 'sent', twilioSid: sidOf(id) });
    expect(await test.claim(id, later(2_000))).toEqual({ kind: 'over' });
  });

  it('is made for hundreds at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 700 }, claimed));
    await Promise.all(ids.map((id) => test.store.record(submitted(id))));
    const counted = await test.sql(`select count(*)::int from messages where id = any ($1) and status = 'sent'`, [ids]);
    expect(counted).toEqual([{ count: 700 }]);
  });
});
