import { afterAll, beforeAll, expect, it } from 'vitest';
import { later, message, noon, sender } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

const day = 86_400_000;

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender(), sender({ id: 'texts', channel: 'sms', address: '+14155550100' })]);
});
afterAll(() => test[Symbol.asyncDispose]());

it('finds what is accepted of some senders and due until a time, page by page', async () => {
  const due = message();
  const scheduled = message({ sendAt: later(3_600_000) });
  const claimed = message();
  const elsewhere = message({ senderId: 'texts', channel: 'sms' });
  for (const each of [due, scheduled, claimed, elsewhere]) await test.store.insertMessage(each);
  await test.claim(claimed.id, noon);

  const inAnHour = later(3_600_000);
  const first = await test.store.findAccepted({ senderIds: ['store'], until: inAnHour }, 1);
  expect(first.jobs).toEqual([{ messageId: due.id, senderId: 'store', at: noon }]);
  const second = await test.store.findAccepted({ senderIds: ['store'], until: inAnHour, after: first.next }, 1);
  expect(second.jobs).toEqual([{ messageId: scheduled.id, senderId: 'store', at: inAnHour }]);
  const countOf = async (senderIds: string[], until: Date, after?: string) =>
    (await test.store.findAccepted({ senderIds, until, after }, 9)).jobs.length;
  expect(await countOf(['store'], inAnHour, second.next)).toBe(0);
  expect(await countOf(['store', 'texts'], inAnHour)).toBe(3);
  expect(await countOf(['store', 'texts'], later(1_000))).toBe(2);
});

it('finds what is scheduled in order of its time, page by page, and continues after the last time', async () => {
  const messages = [5, 3, 3, 1].map((days) =>
    message({ senderId: 'texts', channel: 'sms', sendAt: later(days * day) }),
  );
  const [last, third, second, first] = messages;
  for (const each of messages) await test.store.insertMessage(each);
  // A time with microseconds, as a statement makes it.
  await test.sql(`update messages set due_at = due_at + interval '1 microsecond' where id = $1`, [first?.id]);
  const find = (until: Date, after?: string) => test.store.findUpcoming(until, after, 2);
  const idsOf = (page: { jobs: { messageId: string }[] }) => page.jobs.map(({ messageId }) => messageId);

  const page = await find(later(4 * day), '2026-11-22T23:00:00Z/00000000-0000-0000-0000-000000000000');
  const equal = [second, third].map((each) => each?.id ?? '').toSorted((a, b) => a.localeCompare(b));
  expect(page.jobs[0]).toMatchObject({ messageId: first?.id, senderId: 'texts', at: later(day) });
  expect(idsOf(page)).toEqual([first?.id, equal[0]]);
  const next = await find(later(4 * day), page.next);
  expect(idsOf(next)).toEqual([equal[1]]);
  expect(idsOf(await find(later(4 * day), next.next))).toEqual([]);
  expect(idsOf(await find(later(5 * day), next.next))).toEqual([last?.id]);
});

it('finds the oldest that are due of each sender, and no scheduled one before its time', async () => {
  await test.store.seedSenders([sender({ id: 'late', address: '+551150289879' })]);
  const oldestOf = async (id: string) => (await test.store.findOldestDue()).find(({ senderId }) => senderId === id);
  expect(await oldestOf('late')).toEqual({ senderId: 'late', transactional: null, campaign: null });
  const scheduled = message({ senderId: 'late', sendAt: later(day) });
  const [first, second] = [message({ senderId: 'late' }), message({ senderId: 'late' })];
  for (const each of [scheduled, first, second]) await test.store.insertMessage(each);
  await test.sql(`update messages set due_at = due_at + interval '7 s' where id = $1`, [second.id]);
  expect(await oldestOf('late')).toMatchObject({ transactional: noon, campaign: null });
  await test.claim(first.id, noon);
  expect(await oldestOf('late')).toMatchObject({ transactional: later(7_000) });
  await test.sql(`update messages set campaign_id = gen_random_uuid() where id = $1`, [second.id]);
  expect(await oldestOf('late')).toMatchObject({ transactional: later(day), campaign: later(7_000) });
  await test.sql(`update messages set due_at = 'infinity' where id = $1`, [second.id]);
  expect(await oldestOf('late')).toMatchObject({ campaign: null });
});

it('counts the sent messages whose callback is overdue', async () => {
  expect(await test.store.countUnheard(later(0))).toBe(0);
  const sent = message();
  await test.store.insertMessage(sent);
  await test.sql(`update messages set status = 'sending', due_at = $2 where id = $1`, [sent.id, noon]);
  await test.sql(`update messages set status = 'sent', is_late = true where id = $1`, [sent.id]);
  expect(await test.store.countUnheard(noon)).toBe(0);
  expect(await test.store.countUnheard(later(1))).toBe(1);
});
