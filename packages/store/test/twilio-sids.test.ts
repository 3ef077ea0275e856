import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { later, message, noon, sender, settlement, sidOf, submitted, template } from './samples.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  await test.store.putTemplate(template());
});
beforeEach(() => test.sql('truncate messages, message_events'));
afterAll(() => test[Symbol.asyncDispose]());

/** A message whose request is out; its worker is taken for dead 90 s later. */
const claimed = async () => {
  const { id } = message();
  await test.store.insertMessage(message({ id }));
  await test.claim(id, noon);
  return id;
};

const read = async (id: string) => {
  const found = await test.store.findMessage(id);
  if (!found) throw new Error('gone');
  return found;
};

const overdue = later(90_000);
const take = (at = overdue) => test.store.takeUnresolved(at, new Date(at.getTime() + 60_000), 10);

const claimSid = (messageId: string, twilioSid: string) =>
  test.store.claimSid({ messageId, attempt: 1, claimedAt: noon, twilioSid, at: overdue, dueAt: later(990_000) });

describe('claiming a SID', () => {
  it('makes what Twilio has the message’s own', async () => {
    const id = await claimed();
    expect(await claimSid(id, 'SM1')).toBe(true);
    const { message: found, events } = await read(id);
    expect(found).toMatchObject({ status: 'sent', twilioSid: 'SM1', sentAt: overdue });
    expect(events.at(-1)).toMatchObject({ type: 'adopted', attempt: 1, twilioSid: 'SM1' });
  });

  it('never gives one SID to two messages, however many ask at once', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, claimed));
    const results = await Promise.all(ids.map((id) => claimSid(id, 'SM1')));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await test.store.findUnownedSids(['SM1', 'SM2'])).toEqual(['SM2']);
  });

  it('comes too late when a callback named the message', async () => {
    const id = await claimed();
    await test.store.settleMessage(settlement({ messageId: id, status: 'delivered' }));
    expect(await claimSid(id, 'SM1')).toBe(false);
    expect((await read(id)).message).toMatchObject({ status: 'delivered', twilioSid: sidOf(id) });
  });

  it.each(['callback', 'answer'] as const)('gives way to the owner whom Twilio’s %s names', async (source) => {
    const [adopter, owner] = [await claimed(), await claimed()];
    await claimSid(adopter, sidOf(owner));
    if (source === 'answer') await test.store.record(submitted(owner));
    else await test.store.settleMessage(settlement({ messageId: owner, status: 'sent' }));
    expect((await read(owner)).message).toMatchObject({ status: 'sent', twilioSid: sidOf(owner) });
    const { message: left, events } = await read(adopter);
    expect(left).toMatchObject({ status: 'sending' });
    expect(left.twilioSid).toBeUndefined();
    expect(events).toContainEqual(expect.objectContaining({ type: 'disowned', twilioSid: sidOf(owner) }));
    expect(await take()).toMatchObject([{ id: adopter }]);
  });
});
