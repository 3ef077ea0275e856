import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { later, message, noon, sender } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
let id = '';
let made = 0;
beforeAll(async () => {
  test = await openTestStore();
});
beforeEach(async () => {
  made += 1;
  id = `s${made}`;
  await test.store.seedSenders([sender({ id })]);
});
afterAll(() => test[Symbol.asyncDispose]());

const found = () => test.store.findSender(id);

describe('a throttle', () => {
  const first = { rate: 40, at: later(1), cause: 20429 };

  it('is put once, however many workers try at once, and keeps its cause', async () => {
    const tries = Array.from({ length: 20 }, (_, n) =>
      test.store.throttleSender(id, undefined, { ...first, at: later(n) }),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    expect(await found()).toMatchObject({ throttle: { rate: 40, cause: 20429 }, updatedAt: noon });
  });

  it('follows the one that was known, and no other', async () => {
    await test.store.throttleSender(id, undefined, first);
    const second = { rate: 20, at: later(2_001) };
    expect(await test.store.throttleSender(id, { ...first, at: later(2) }, second)).toBe(false);
    expect(await test.store.throttleSender(id, first, second)).toBe(true);
    expect((await found())?.throttle).toEqual(second);
  });
});

describe('a sender on hold', () => {
  const onHold = { until: later(60_000), reason: 'Twilio 63038: used up' };

  it('begins once, and again when it is over', async () => {
    expect(await test.store.holdSender(id, onHold, noon)).toBe(true);
    expect(await test.store.holdSender(id, { ...onHold, until: later(90_000) }, later(1))).toBe(false);
    expect((await found())?.onHold).toEqual(onHold);
    expect(await test.store.holdSender(id, { ...onHold, until: later(120_000) }, later(60_000))).toBe(true);
  });

  it('ends when a user resumes the sender', async () => {
    await test.store.holdSender(id, onHold, noon);
    expect(await test.store.updateSender(id, { mps: 20 }, later(1))).toHaveProperty('onHold');
    expect(await test.store.updateSender(id, { paused: false }, later(2))).not.toHaveProperty('onHold');
  });
});

it('an outage is shown, and no longer shown when it is over', async () => {
  const outage = { until: later(1_000), reason: 'connect ECONNREFUSED' };
  await test.store.writeOutage(id, outage);
  expect((await found())?.outage).toEqual(outage);
  await test.store.writeOutage(id, undefined);
  expect(await found()).toEqual(sender({ id }));
});

describe('a pause that Twilio causes', () => {
  const pause = { reason: 'Twilio 20003: no', at: later(500), sentAt: later(100) };

  it('is made by one of many workers', async () => {
    const tries = await Promise.all(Array.from({ length: 20 }, () => test.store.pauseSender(id, pause)));
    expect(tries.filter(Boolean)).toHaveLength(1);
    expect(await found()).toMatchObject({ paused: true, pausedReason: pause.reason });
  });

  it('does not come again for a request from before a user resumed the sender', async () => {
    await test.store.pauseSender(id, pause);
    await test.store.updateSender(id, { paused: false }, later(1_000));
    expect(await test.store.pauseSender(id, { ...pause, sentAt: later(999) })).toBe(false);
    expect(await test.store.pauseSender(id, { ...pause, sentAt: later(1_001) })).toBe(true);
  });
});

describe('a message', () => {
  it('returns its sender and the time of its request', async () => {
    const sent = message({ senderId: id });
    await test.store.insertMessage(sent);
    expect(await test.store.findOrigin(sent.id)).toEqual({ senderId: id, sentAt: noon });
    await test.store.claim(sent.id, { at: later(10), leaseMs: 59_990 });
    expect(await test.store.findOrigin(sent.id)).toEqual({ senderId: id, sentAt: later(10) });
    expect(await test.store.findOrigin(message().id)).toBeUndefined();
  });

  it('waits with its segments, and a campaign’s in its lane', async () => {
    const [short, long, promotion] = [
      message({ senderId: id }),
      message({ senderId: id, segments: 3 }),
      message({ senderId: id }),
    ];
    for (const each of [short, long, promotion]) await test.store.insertMessage(each);
    await test.sql('update messages set campaign_id = id where id = $1', [promotion.id]);
    const waiting = await test.store.findWaiting(later(60_000), undefined, 100);
    expect(waiting.filter(({ senderId }) => senderId === id)).toEqual([
      { messageId: short.id, senderId: id },
      { messageId: long.id, senderId: id, segments: 3 },
      { messageId: promotion.id, senderId: id, lane: 'campaign' },
    ]);
  });
});
