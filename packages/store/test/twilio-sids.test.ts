import { lookedUp } from '@recado/messaging';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { later, message, noon, sender, settlement, sidOf, submitted, template } from './support/samples.ts';
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

describe('claiming a SID', () => {
  it('makes what Twilio has the message’s own', async () => {
    const id = await claimed();
    expect(await claimSid(id, 'SM1')).toBe(true);
    const { message: found, events } = await read(id);
    expect(found).toMatchObject({ status: 'sent', twilioSid: 'SM1', sentAt: overdue });
    expect(events.at(-1)).toMatchObject({ type: 'found_at_twilio', attempt: 1, twilioSid: 'SM1' });
  });

  it('never gives one SID to two messages, however many ask at once', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, claimed));
    const results = await Promise.all(ids.map((id) => claimSid(id, 'SM1')));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await test.store.findSidOwners(ids[0] ?? '', ['SM1', 'SM2'])).toMatchObject([{ twilioSid: 'SM1' }]);
  });

  it('knows the claim again that was made at a time of PostgreSQL', async () => {
    const { id } = message();
    await test.store.insertMessage(message({ id }));
    await test.store.claim(id, { leaseMs: 0 });
    const [unresolved] = await test.store.takeUnresolved({ leaseMs: 0 }, 10);
    const claim = { messageId: id, attempt: 1, claimedAt: unresolved?.claimedAt ?? noon, at: noon, dueAt: noon };
    expect(await test.store.claimSid({ ...claim, twilioSid: 'SM1' })).toBe(true);
  });

  it('comes too late when a callback named the message', async () => {
    const id = await claimed();
    await test.store.settleMessage(settlement({ messageId: id, status: 'delivered' }));
    expect(await claimSid(id, 'SM1')).toBe(false);
    expect((await read(id)).message).toMatchObject({ status: 'delivered', twilioSid: sidOf(id) });
  });

  it.each(['callback', 'answer'] as const)('gives the SID up to the owner that Twilio’s %s names', async (source) => {
    const [adopter, owner] = [await claimed(), await claimed()];
    await claimSid(adopter, sidOf(owner));
    if (source === 'answer') await test.store.record(submitted(owner));
    else await test.store.settleMessage(settlement({ messageId: owner, status: 'sent' }));
    expect((await read(owner)).message).toMatchObject({ status: 'sent', twilioSid: sidOf(owner) });
    const { message: left, events } = await read(adopter);
    expect(left).toMatchObject({ status: 'sending' });
    expect(left.twilioSid).toBeUndefined();
    expect(events).toContainEqual(expect.objectContaining({ type: 'match_withdrawn', twilioSid: sidOf(owner) }));
    expect(await take()).toMatchObject([{ id: adopter }]);
  });
});

describe('a SID that Twilio gives to two messages', () => {
  const name = {
    answer: (id: string, sid: string) => test.store.record(submitted(id, sid)),
    callback: (id: string, sid: string) =>
      test.store.settleMessage({ ...settlement({ messageId: id, status: 'delivered' }), twilioSid: sid }),
  };
  /** A callback has the status; an answer only shows that Twilio accepted the message. */
  const outcomeOf = {
    answer: { status: 'sending', reason: 'sid_conflict' },
    callback: { status: 'delivered' },
  };
  const deliver = (id: string, sid: string) =>
    test.store.settleMessage({ ...settlement({ messageId: id, status: 'delivered' }), twilioSid: sid });

  it.each([
    ['answer', 'sent', 'answer'],
    ['answer', 'delivered', 'answer'],
    ['answer', 'delivered', 'callback'],
    ['callback', 'delivered', 'answer'],
    ['callback', 'delivered', 'callback'],
  ] as const)(
    'stays with the first, named by an %s and %s, when an %s names another',
    async (first, status, second) => {
      const [owner, other] = [await claimed(), await claimed()];
      await name[first](owner, 'SM1');
      if (status === 'delivered') await deliver(owner, 'SM1');
      await name[second](other, 'SM1');
      const kept = await read(owner);
      expect(kept.message).toMatchObject({ status, twilioSid: 'SM1' });
      expect(kept.events).toContainEqual(
        expect.objectContaining({ type: 'unknown', detail: expect.stringContaining(other) }),
      );
      const { message: left, events } = await read(other);
      expect(left).not.toHaveProperty('twilioSid');
      expect(events).toContainEqual(expect.objectContaining({ twilioSid: 'SM1' }));
      expect(left).toMatchObject(outcomeOf[second]);
    },
  );

  it.each([
    ['a callback names another', async () => name.callback(await claimed(), 'SM1')],
    ['Twilio has it as one to another person', () => test.store.withdrawSid('SM1', overdue)],
  ] as const)('leaves the message that has it by an answer when %s', async (_what, prove) => {
    const owner = await claimed();
    await name.answer(owner, 'SM1');
    await prove();
    const left = await read(owner);
    expect(left.message).toMatchObject({ status: 'sending', reason: 'sid_conflict' });
    expect(left.message).not.toHaveProperty('twilioSid');
    expect(left.events.at(-1)).toMatchObject({ type: 'match_withdrawn', twilioSid: 'SM1' });
    expect(await take(later(200_000))).toContainEqual(expect.objectContaining({ id: owner, hasConflict: true }));
  });

  it.each(['callback', 'delivered'] as const)(
    'stays, though Twilio lists it for another person, after: %s',
    async (proof) => {
      const owner = await claimed();
      await name.answer(owner, 'SM1');
      if (proof === 'delivered') await deliver(owner, 'SM1');
      else await test.store.settleMessage({ ...settlement({ messageId: owner, status: 'sent' }), twilioSid: 'SM1' });
      expect(await test.store.withdrawSid('SM1', overdue)).toBe(false);
      expect((await read(owner)).message).toMatchObject({ twilioSid: 'SM1' });
    },
  );

  it('stays with a message that found it in the list once that one is delivered', async () => {
    const [owner, other] = [await claimed(), await claimed()];
    await claimSid(owner, 'SM1');
    await deliver(owner, 'SM1');
    await name.answer(other, 'SM1');
    expect((await read(owner)).message).toMatchObject({ status: 'delivered', twilioSid: 'SM1' });
    expect((await read(other)).message).toMatchObject({ status: 'sending', reason: 'sid_conflict' });
  });

  it('lets Twilio be asked at once for the status of one, and the other be resolved but never sent again', async () => {
    const [owner, other] = [await claimed(), await claimed()];
    await name.answer(owner, 'SM1');
    await name.answer(other, 'SM1');
    expect(await test.store.takeMissingCallbacks(overdue, 900_000, 10)).toEqual([
      { messageId: owner, twilioSid: 'SM1', to: message().to },
    ]);
    expect(await take()).toMatchObject([{ id: other, hasConflict: true }]);
    const waiting = { messageId: other, attempt: 1, claimedAt: noon, at: overdue, dueAt: overdue } as const;
    await test.store.writeWaiting({ ...waiting, for: 'status_callback', detail: 'not listed' });
    expect(await take(later(200_000))).toMatchObject([{ id: other, hasConflict: true }]);
  });

  it('serves to ask Twilio about the message that keeps no SID, when the callbacks of its delivery are lost', async () => {
    const [owner, other] = [await claimed(), await claimed()];
    await test.store.settleMessage({ ...settlement({ messageId: owner, status: 'sent' }), twilioSid: 'SM1' });
    const report = { ...settlement({ messageId: other, status: 'sent' }), twilioSid: 'SM1' };
    await test.store.settleMessage(report);
    expect((await read(other)).message).toMatchObject({ status: 'sent' });
    const taken = await test.store.takeMissingCallbacks(later(3_600_000), 900_000, 10);
    expect(taken).toContainEqual({ messageId: other, twilioSid: 'SM1', to: message().to });
    await deliver(other, 'SM1');
    expect((await read(other)).message).toMatchObject({ status: 'delivered' });
    expect((await read(owner)).message).toMatchObject({ twilioSid: 'SM1' });
  });

  it('does not come back by a status that was looked up before it was taken', async () => {
    const owner = await claimed();
    await name.answer(owner, 'SM1');
    await test.store.withdrawSid('SM1', overdue);
    const lookup = { ...settlement({ messageId: owner, status: 'delivered' }), twilioSid: 'SM1', detail: lookedUp };
    expect(await test.store.settleMessage(lookup)).toEqual({ kind: 'kept' });
    expect((await read(owner)).message).toMatchObject({ status: 'sending', reason: 'sid_conflict' });
  });

  it('is replaced by the SID that a callback names for the other', async () => {
    const [owner, other] = [await claimed(), await claimed()];
    await name.answer(owner, 'SM1');
    await name.answer(other, 'SM1');
    await name.callback(other, 'SM2');
    expect((await read(other)).message).toMatchObject({ status: 'delivered', twilioSid: 'SM2' });
  });
});

describe('the owner of a SID', () => {
  const ownerSeenFrom = async (owner: string, other: string) => {
    await test.store.record(submitted(owner, 'SM1'));
    return (await test.store.findSidOwners(other, ['SM1', 'SM2']))[0];
  };
  const claimedTo = async (to: string) => {
    const made = message({ to });
    await test.store.insertMessage(made);
    await test.claim(made.id, noon);
    return made;
  };

  it('is known with its content and with whether it is of the same sender and person', async () => {
    const [owner, same, other] = [
      await claimedTo('+5511911111111'),
      await claimed(),
      await claimedTo('+5511922222222'),
    ];
    expect(await ownerSeenFrom(owner.id, same)).toMatchObject({ isOfPair: false, content: owner.content });
    expect(await test.store.findSidOwners(owner.id, ['SM1'])).toMatchObject([{ isOfPair: true, twilioSid: 'SM1' }]);
    expect(await test.store.findSidOwners(other.id, ['SM2'])).toEqual([]);
  });

  it('counts as one of the pair once the person is erased, because nobody knows', async () => {
    const [owner, other] = [await claimedTo('+5511911111111'), await claimed()];
    await test.store.record(submitted(owner.id, 'SM1'));
    await test.sql(`update messages set to_sealed = '', content_sealed = '' where twilio_sid = 'SM1'`);
    expect(await test.store.findSidOwners(other, ['SM1'])).toEqual([{ twilioSid: 'SM1', isOfPair: true }]);
  });
});
