import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  later,
  message,
  noon,
  sender,
  settlement,
  sidOf,
  submitted,
  template,
  throttled,
  unknown,
} from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  await test.store.saveTemplate(template());
});
beforeEach(() => test.sql('truncate messages, message_events, twilio_sids'));
afterAll(() => test[Symbol.asyncDispose]());

/** A message whose request is out; its worker is taken for dead 90 s later. */
const claimed = async () => {
  const { id } = message();
  await test.store.insertMessage(message({ id }));
  await test.claim(id, noon);
  return id;
};

const read = async (id: string) => {
  const found = await test.store.loadMessage(id);
  if (!found) throw new Error('gone');
  return found;
};

const overdue = later(90_000);
const take = (at = overdue) => test.store.takeUnresolved({ at, leaseMs: 60_000 }, 10);

const claimSid = (messageId: string, twilioSid: string) =>
  test.store.claimSid({ messageId, attempt: 1, claimedAt: noon, twilioSid, at: overdue, dueAt: later(990_000) });

describe('a claimed message without an outcome', () => {
  it('is taken when its worker must be dead, with all that it takes to find it at Twilio', async () => {
    const id = await claimed();
    expect(await take(later(89_999))).toEqual([]);
    expect(await take()).toEqual([
      {
        id,
        senderId: 'store',
        attempt: 1,
        channel: 'whatsapp',
        from: '+551150289876',
        to: '+5511987654321',
        content: message().content,
        template: { body: template().body, variables: ['order_id'] },
        claimedAt: noon,
      },
    ]);
  });

  it('is taken after its grace when the outcome is unknown', async () => {
    const id = await claimed();
    await test.store.record(unknown(id));
    expect(await take(later(59_999))).toEqual([]);
    expect(await take(later(60_000))).toMatchObject([{ id }]);
  });

  it('is taken by one worker alone, and by another when that one does nothing', async () => {
    await Promise.all(Array.from({ length: 20 }, claimed));
    const other = test.another();
    const taking = [test.store, other, test.store, other].map((store) =>
      store.takeUnresolved({ at: overdue, leaseMs: 60_000 }, 20),
    );
    const taken = (await Promise.all(taking)).flat().map(({ id }) => id);
    expect(taken).toHaveLength(20);
    expect(new Set(taken).size).toBe(20);
    expect(await other.takeUnresolved({ at: later(150_000), leaseMs: 60_000 }, 50)).toHaveLength(20);
  });

  it('is not taken while its worker renews its lease, on the clock of PostgreSQL', async () => {
    const { id } = message();
    await test.store.insertMessage(message({ id }));
    await test.store.claim(id, { leaseMs: 0 });
    expect(await test.store.takeUnresolved({ leaseMs: 0 }, 10)).toMatchObject([{ id }]);
    await test.store.renewClaim(id, 60_000);
    expect(await test.store.takeUnresolved({ leaseMs: 0 }, 10)).toEqual([]);
  });

  it('is not taken once its outcome is recorded', async () => {
    await test.store.record(submitted(await claimed()));
    expect(await take(later(3_600_000))).toEqual([]);
  });
});

describe('a message of which Twilio has nothing', () => {
  const absent = (messageId: string, status: 'accepted' | 'failed' = 'accepted') =>
    test.store.recordAbsence({ messageId, attempt: 1, claimedAt: noon, at: overdue, status, detail: 'none' });

  it('may be claimed again, as its next attempt', async () => {
    const id = await claimed();
    expect(await absent(id)).toBe(true);
    expect((await read(id)).events.at(-1)).toMatchObject({ type: 'not_found_at_twilio', attempt: 1 });
    expect(await test.claim(id, overdue)).toMatchObject({ kind: 'claimed', message: { attempt: 2 } });
  });

  it('has failed, with the reason, when it was its last attempt', async () => {
    const id = await claimed();
    await absent(id, 'failed');
    expect((await read(id)).message).toMatchObject({ status: 'failed', errorMessage: 'none' });
  });

  it('is left unchanged when a callback came first, or another attempt began', async () => {
    const reached = await claimed();
    await test.store.settleMessage(settlement({ messageId: reached, status: 'sent' }));
    expect(await absent(reached)).toBe(false);
    const again = await claimed();
    await absent(again);
    await test.claim(again, overdue);
    expect(await absent(again)).toBe(false);
    expect((await read(again)).message.status).toBe('sending');
  });

  it('is left unchanged when the attempt was returned and began again under its number', async () => {
    const id = await claimed();
    await test.store.record(throttled(id, false));
    expect(await test.claim(id, overdue)).toMatchObject({ kind: 'claimed', message: { attempt: 1 } });
    expect(await absent(id)).toBe(false);
    expect(await claimSid(id, 'SM1')).toBe(false);
    expect((await read(id)).message.status).toBe('sending');
  });

  it('says what it waits for, once for each thing, and is looked at again later', async () => {
    const id = await claimed();
    const waiting = { messageId: id, attempt: 1, claimedAt: noon, for: 'twilio_list', detail: 'no answer' } as const;
    await test.store.writeWaiting({ ...waiting, at: later(80_000), dueAt: overdue });
    await test.store.writeWaiting({ ...waiting, at: overdue, dueAt: later(150_000) });
    const { message: found, events } = await read(id);
    expect(found).toMatchObject({ status: 'sending', reason: 'waits_for_twilio_list', errorMessage: 'no answer' });
    expect(events.filter(({ type }) => type === 'lookup_failed')).toMatchObject([
      { detail: 'no answer', at: later(80_000) },
    ]);
    expect(await take(later(149_999))).toEqual([]);
    expect(await take(later(150_000))).toMatchObject([{ id }]);
  });

  it('waits for nothing any more once its outcome is known', async () => {
    for (const settle of [
      (id: string) => claimSid(id, 'SM1'),
      (id: string) => test.store.settleMessage(settlement({ messageId: id, status: 'sent' })),
      (id: string) => test.store.record(submitted(id)),
      (id: string) => absent(id),
    ]) {
      const id = await claimed();
      await test.store.writeWaiting({
        messageId: id,
        attempt: 1,
        claimedAt: noon,
        at: overdue,
        dueAt: later(150_000),
        for: 'status_callback',
        detail: 'may be listed',
      });
      await settle(id);
      expect((await read(id)).message).not.toHaveProperty('reason');
    }
  });
});

describe('a message whose outcome was not found', () => {
  const giveUp = (messageId: string) =>
    test.store.giveUp({ messageId, attempt: 1, claimedAt: noon, at: overdue, detail: 'no answer' });

  it('fails with a reason of its own and is not claimed again', async () => {
    const id = await claimed();
    expect(await giveUp(id)).toBe(true);
    const { message: found, events } = await read(id);
    expect(found).toMatchObject({ status: 'failed', reason: 'outcome_unknown', errorMessage: 'no answer' });
    expect(events.at(-1)).toMatchObject({ type: 'failed', detail: expect.stringContaining('outcome_unknown') });
    expect((await test.claim(id, later(200_000))).kind).toBe('over');
  });

  it('gets the status of a late callback', async () => {
    const id = await claimed();
    await giveUp(id);
    await test.store.settleMessage(settlement({ messageId: id, status: 'delivered' }));
    expect((await read(id)).message).toMatchObject({ status: 'delivered', twilioSid: sidOf(id) });
  });
});

describe('the unresolved messages of a pair', () => {
  it('are all that are claimed and have no SID, for the same person and sender', async () => {
    const [first, second, settled, other] = [await claimed(), await claimed(), await claimed(), message().id];
    await test.store.record(submitted(settled));
    await test.store.insertMessage(message({ id: other, to: '+5511911112222' }));
    await test.claim(other, noon);
    const found = await test.store.findUnresolvedOfPair(first);
    expect(found.map(({ id }) => id).toSorted()).toEqual([first, second].toSorted());
    expect(found.find(({ id }) => id === first)).toEqual((await take()).find(({ id }) => id === first));
  });
});

describe('a sent message without a callback', () => {
  it('is asked about when its callbacks are overdue, then ever more seldom, and after days no more', async () => {
    const id = await claimed();
    await test.store.record(submitted(id));
    const ask = (at: Date) => test.store.takeMissingCallbacks(at, 900_000, 10);
    expect(await ask(later(900_099))).toEqual([]);
    expect(await ask(later(900_100))).toEqual([{ messageId: id, twilioSid: sidOf(id), to: message().to }]);
    expect(await ask(later(1_700_000))).toEqual([]);
    const hours = (count: number) => later(count * 3_600_000);
    expect(await ask(hours(1))).toHaveLength(1);
    expect(await ask(hours(1.9))).toEqual([]);
    expect(await ask(hours(80))).toHaveLength(1);
    expect(await ask(hours(10_000))).toEqual([]);
  });

  it('is not asked about once it is delivered', async () => {
    const id = await claimed();
    await test.store.record(submitted(id));
    await test.store.settleMessage(settlement({ messageId: id, status: 'delivered' }));
    expect(await test.store.takeMissingCallbacks(later(3_600_000), 1, 10)).toEqual([]);
  });
});

it('a message that is past its validity expires, and says so', async () => {
  const { id } = message();
  await test.store.insertMessage(message({ id, validUntil: later(1_000) }));
  await test.store.insertMessage(message({ validUntil: later(1_001) }));
  expect(await test.store.expireOverdue(later(1_000), 10)).toBe(1);
  const { message: found, events } = await read(id);
  expect(found.status).toBe('expired');
  expect(events.at(-1)).toMatchObject({ type: 'expired', at: later(1_000) });
});
