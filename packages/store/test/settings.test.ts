import type { RecordedApiKey } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, noon, sender, template } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test[Symbol.asyncDispose]());

describe('senders', () => {
  it('are seeded where there are none yet, and stay as they were changed', async () => {
    await test.store.seedSenders([]);
    await test.store.seedSenders([
      sender({ id: 'b' }),
      sender({ id: 'a' }),
      sender({ id: 'first', createdAt: later(-1) }),
    ]);
    await test.store.updateSender('a', { mps: 20, dailyLimit: 1000 }, later(1));
    await test.store.seedSenders([sender({ id: 'a' }), sender({ id: 'c' })]);
    expect((await test.store.findSenders()).map(({ id }) => id)).toEqual(['first', 'a', 'b', 'c']);
    expect(await test.store.findSender('a')).toEqual(
      sender({ id: 'a', mps: 20, dailyLimit: 1000, peopleLimit: 1000, reached: 0, updatedAt: later(1) }),
    );
  });

  it('are made once', async () => {
    const made = sender({ id: 'made', mps: 0.5 });
    expect(await test.store.insertSender(made)).toEqual(made);
    expect(await test.store.insertSender({ ...made, mps: 3 })).toBeUndefined();
    expect(await test.store.findSender('made')).toEqual(made);
  });

  it('lose the reason of a pause when they are resumed', async () => {
    await test.store.seedSenders([sender({ id: 'pausing' })]);
    const paused = await test.store.updateSender('pausing', { paused: true, pausedReason: 'quality' }, later(1));
    expect(paused).toMatchObject({ paused: true, pausedReason: 'quality' });
    const going = await test.store.updateSender('pausing', { paused: false, dailyLimit: null }, later(2));
    expect(going).toEqual(sender({ id: 'pausing', updatedAt: later(2) }));
  });

  it('that do not exist are not found, and not changed', async () => {
    expect(await test.store.findSender('nobody')).toBeUndefined();
    expect(await test.store.updateSender('nobody', { mps: 1 }, noon)).toBeUndefined();
  });
});

describe('templates', () => {
  const english = template({
    language: 'en',
    body: 'We have order {{order_id}}',
    createdAt: later(1),
    updatedAt: later(1),
  });

  it('are found in the language that was stored first, or in the one asked for', async () => {
    await test.store.seedTemplates([]);
    await test.store.seedTemplates([english, template()]);
    expect(await test.store.findTemplate('order_confirmation')).toEqual(template());
    expect(await test.store.findTemplate('order_confirmation', 'en')).toEqual(english);
    expect(await test.store.findTemplate('order_confirmation', 'es')).toBeUndefined();
    expect(await test.store.listTemplates()).toEqual([template(), english]);
  });

  it('keep the time of creation when they are replaced, and their changes when they are seeded', async () => {
    const { contentSid: _sid, ...rest } = template({
      variables: [],
      body: 'Oi',
      createdAt: later(9),
      updatedAt: later(9),
    });
    const changed = { ...rest, createdAt: noon };
    expect(await test.store.saveTemplate(rest)).toEqual(changed);
    await test.store.seedTemplates([template()]);
    expect(await test.store.findTemplate('order_confirmation', 'pt_BR')).toEqual(changed);
  });
});

describe('API keys', () => {
  const key: RecordedApiKey = {
    id: '01900000-0000-7000-8000-000000000001',
    name: 'shop',
    hash: Buffer.alloc(32, 3),
    hint: 'recado_ab12',
    scopes: ['messages:write', 'messages:read'],
    createdAt: noon,
    rateLimit: 250,
  };

  it('are found by their hash', async () => {
    await test.store.insertApiKey(key);
    expect(await test.store.findApiKeyByHash(key.hash)).toEqual(key);
    expect(await test.store.findApiKeyByHash(Buffer.alloc(32, 4))).toBeUndefined();
    expect(await test.store.listApiKeys()).toEqual([key]);
  });

  it('are used: the latest time stays', async () => {
    await test.store.touchApiKey(key.id, later(10));
    await test.store.touchApiKey(key.id, later(5));
    expect((await test.store.findApiKeyByHash(key.hash))?.lastUsedAt).toEqual(later(10));
  });

  it('are revoked once and for all', async () => {
    expect((await test.store.revokeApiKey(key.id, later(20)))?.revokedAt).toEqual(later(20));
    expect((await test.store.revokeApiKey(key.id, later(30)))?.revokedAt).toEqual(later(20));
    expect(await test.store.revokeApiKey('01900000-0000-7000-8000-00000000ffff', noon)).toBeUndefined();
  });
});
