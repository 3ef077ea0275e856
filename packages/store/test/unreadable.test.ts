import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { consent, later, message, noon, sender, template } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  await test.store.saveTemplate(template());
});
beforeEach(() => test.sql('truncate messages, message_events, twilio_sids'));
afterAll(() => test[Symbol.asyncDispose]());

/** One byte of the ciphertext is another one. */
const damage = (table: string, column: string, id: string) =>
  test.sql(
    `update ${table} set ${column} = set_byte(${column}, octet_length(${column}) - 20,
      255 - get_byte(${column}, octet_length(${column}) - 20)) where id = $1`,
    [id],
  );

const columns = ['to_sealed', 'content_sealed'] as const;

const inserted = async () => {
  const made = message();
  await test.store.insertMessage(made);
  return made.id;
};

const messageOf = async (id: string) => (await test.store.loadMessage(id))?.message;

it.each(columns)(
  'a message whose %s is damaged ends at its claim, and those claimed with it are sent',
  async (column) => {
    const [damaged, whole] = [await inserted(), await inserted()];
    await damage('messages', column, damaged);
    const claims = await Promise.all([damaged, whole].map((id) => test.claim(id, noon)));
    expect(claims).toMatchObject([{ kind: 'over' }, { kind: 'claimed' }]);
    expect(await messageOf(damaged)).toMatchObject({ status: 'failed', reason: 'unreadable' });
  },
);

it.each(columns)(
  'a lost answer whose %s is damaged waits for a callback, and the others are resolved',
  async (column) => {
    const [damaged, whole] = [await inserted(), await inserted()];
    for (const id of [damaged, whole]) await test.claim(id, noon);
    await damage('messages', column, damaged);
    const taken = await test.store.takeUnresolved({ at: later(90_000), leaseMs: 60_000 }, 10);
    expect(taken.map(({ id }) => id)).toEqual([whole]);
    expect(await messageOf(damaged)).toMatchObject({ status: 'sending', reason: 'unreadable' });
  },
);

it('lists show a message without its damaged number', async () => {
  const [damaged, whole] = [await inserted(), await inserted()];
  await damage('messages', 'to_sealed', damaged);
  const listed = await test.store.loadMessages({ limit: 10 });
  expect(listed.find(({ id }) => id === damaged)).not.toHaveProperty('to');
  expect(listed.find(({ id }) => id === whole)).toMatchObject({ to: '+5511987654321' });
});

it('a key that this process does not know fails no message: another process may have it', async () => {
  const id = await inserted();
  await using other = test.another({ encryptionKeys: [{ id: 'k9', key: Buffer.alloc(32, 9) }] });
  await expect(test.claim(id, noon, other)).rejects.toThrow(/k1/);
  expect(await messageOf(id)).toMatchObject({ status: 'sending' });
});

it('a damaged entry of the ledger is shown as changed, beside those that are not', async () => {
  const to = '+5511955550001';
  const { sequence } = await test.store.insertConsent(consent(to));
  await test.store.insertConsent(consent(to, { granted: false }));
  await test.sql(`update consent_entries set content_sealed = '\\x01' where sequence = $1`, [sequence]);
  expect(await test.store.loadConsentProof(to)).toMatchObject({
    intact: false,
    consents: [{ intact: false }, { intact: true }],
  });
});

it('counts what it could not decrypt by column, and logs each column once', async () => {
  const logged: object[] = [];
  await using store = test.another({ log: { warn: (context) => void logged.push(context) } });
  const id = await inserted();
  await damage('messages', 'to_sealed', id);
  for (let time = 0; time < 3; time += 1) await store.loadMessages({ limit: 10 });
  expect(store.unreadableValues.get('messages.to_sealed')).toBe(3);
  expect(logged).toMatchObject([{ column: 'messages.to_sealed' }]);
});
