import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { openCampaignStore } from './support/campaign-store.ts';
import { inboundMessage, later, message, noon, settlement, submitted } from './support/samples.ts';

const day = 24 * 3_600_000;

it('the oldest data of a kind is what retention has not gone through', async () => {
  await using test = await openCampaignStore();
  const { store } = test;
  const idAt = (at: Date) => uuidv7({ msecs: at.getTime() });
  const accept = async (createdAt: Date): Promise<string> => {
    const id = idAt(createdAt);
    await store.insertMessage(message({ id, createdAt }));
    return id;
  };
  expect(await store.findOldestKept('content')).toBeUndefined();

  const id = await accept(noon);
  await test.claim(id, noon);
  await store.record(submitted(id));
  await store.settleMessage(settlement({ messageId: id, status: 'delivered' }));
  await accept(later(2 * day));
  expect(await store.findOldestKept('content')).toEqual(noon);
  await store.expireNext({ kind: 'content', before: later(9 * day), at: later(10 * day), limit: 1 });
  expect(await store.findOldestKept('content')).toEqual(later(2 * day));
  expect(await store.findOldestKept('events')).toEqual(noon);

  await store.insertInbound(inboundMessage('+5511987654321', { receivedAt: later(day) }));
  expect(await store.findOldestKept('inbound')).toEqual(later(day));
  await store.writeAuditEntry({ actor: { name: 'key' }, action: 'settings.changed', at: later(3 * day) });
  expect(await store.findOldestKept('audit')).toEqual(later(3 * day));
});
