import { afterAll, beforeAll, expect, it } from 'vitest';
import { later, message, noon, sender } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender(), sender({ id: 'texts', channel: 'sms', address: '+14155550100' })]);
});
afterAll(() => test[Symbol.asyncDispose]());

it('finds what is accepted of some senders, also what is not due for long, page by page', async () => {
  const due = message();
  const scheduled = message({ sendAt: later(3_600_000) });
  const claimed = message();
  const elsewhere = message({ senderId: 'texts', channel: 'sms' });
  for (const each of [due, scheduled, claimed, elsewhere]) await test.store.insertMessage(each);
  await test.claim(claimed.id, noon);

  const first = await test.store.findAccepted(['store'], undefined, 1);
  expect(first).toEqual([{ messageId: due.id, senderId: 'store', at: noon }]);
  const second = await test.store.findAccepted(['store'], due.id, 1);
  expect(second).toEqual([{ messageId: scheduled.id, senderId: 'store', at: later(3_600_000) }]);
  await expect(test.store.findAccepted(['store'], scheduled.id, 1)).resolves.toEqual([]);
  await expect(test.store.findAccepted(['store', 'texts'], undefined, 9)).resolves.toHaveLength(3);
});
