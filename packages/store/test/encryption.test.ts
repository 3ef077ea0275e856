import { createStore } from '../src/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { message, noon, sender, settlement, submitted, template } from './support/samples.ts';
import { keys, openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  await test.store.seedTemplates([template()]);
});
afterAll(() => test[Symbol.asyncDispose]());

const secrets = ['11987654321', 'Maria da Silva', 'Olá, Maria'];

/** All that the database holds of messages, bytes in hexadecimal. */
const everything = async () => {
  const rows = await test.sql(`
    select messages::text as text from messages
    union all select message_events::text from message_events
    union all select idempotency_keys::text from idempotency_keys`);
  return rows.map(({ text }) => String(text)).join('\n');
};

describe('what the record holds of people', () => {
  it('shows no number, variable or text', async () => {
    const variables = { order_id: '1', name: 'Maria da Silva' };
    const content = { kind: 'template', name: 'order_confirmation', language: 'pt_BR', variables } as const;
    const sent = message({ content });
    await test.store.insertMessage(sent);
    await test.store.insertMessage(message({ content: { kind: 'body', body: 'Olá, Maria' } }));
    await test.claim(sent.id, noon);
    await test.store.record(submitted(sent.id));
    await test.store.settleMessage(settlement({ messageId: sent.id, status: 'delivered' }));
    const text = await everything();
    expect(text).toContain(sent.id);
    expect(text).toContain(Buffer.from('k1').toString('hex'));
    for (const secret of secrets) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  it('is not decrypted in another row', async () => {
    const [from, to] = [message(), message({ to: '+5511912345678' })];
    await Promise.all([from, to].map((each) => test.store.insertMessage(each)));
    await test.sql('update messages set to_sealed = (select to_sealed from messages where id = $1) where id = $2', [
      from.id,
      to.id,
    ]);
    expect((await test.store.loadMessage(to.id))?.message).not.toHaveProperty('to');
  });

  it('is decrypted after the keys rotated', async () => {
    const { id } = message();
    await test.store.insertMessage(message({ id }));
    const rotated = test.another({
      encryptionKeys: [{ id: 'k2', key: Buffer.alloc(32, 7) }, ...keys.encryptionKeys],
    });
    expect((await rotated.loadMessage(id))?.message.to).toBe('+5511987654321');
    const younger = message();
    await rotated.insertMessage(younger);
    expect((await test.store.loadMessage(younger.id))?.message).not.toHaveProperty('to');
  });
});

describe('the keys that a process starts with', () => {
  const check = async (options: Partial<Parameters<typeof createStore>[0]>) => {
    await using store = createStore({ databaseUrl: test.url, ...keys, ...options });
    await store.checkKeys();
  };
  const other = Buffer.alloc(32, 9);

  it('are right when they are those that the database was used with, or more', async () => {
    await expect(check({})).resolves.toBeUndefined();
    await expect(check({})).resolves.toBeUndefined();
    const more = [...keys.encryptionKeys, { id: 'k3', key: other }];
    await expect(check({ encryptionKeys: more })).resolves.toBeUndefined();
    // The other one has sealed nothing yet.
    await expect(check({})).resolves.toBeUndefined();
  });

  it('are wrong when one has another value, is lost, or does not find people any more', async () => {
    await check({ encryptionKeys: [{ id: 'k3', key: other }, ...keys.encryptionKeys] });
    const wrong = [{ id: 'k1', key: other }];
    await expect(check({ encryptionKeys: wrong })).rejects.toMatchObject({
      code: 'wrong_encryption_key',
      message: expect.stringMatching(/"k1".*put back/s),
    });
    await expect(check({})).rejects.toMatchObject({
      code: 'lost_encryption_key',
      message: expect.stringContaining('"k3"'),
    });
    await expect(
      check({ encryptionKeys: [...keys.encryptionKeys, { id: 'k3', key: other }], indexKey: other }),
    ).rejects.toMatchObject({ code: 'wrong_index_key' });
  });
});
