import { sender, template } from './samples.ts';
import { openTestStore, type TestStore } from './test-store.ts';

/** A store with senders that people write to: three on WhatsApp, the last with a daily limit, and one by SMS. */
export const openConversationStore = async (): Promise<TestStore> => {
  const test = await openTestStore();
  await test.store.seedSenders([
    sender(),
    sender({ id: 'other', address: '+551150289877' }),
    sender({ id: 'limited', address: '+551150289878', dailyLimit: 100 }),
    sender({ id: 'texts', channel: 'sms' }),
  ]);
  await test.store.seedTemplates([template()]);
  return test;
};
