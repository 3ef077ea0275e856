import type { NewInbound } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConversationStore } from './support/conversation-store.ts';
import { consent, inboundMessage, later, message, noon } from './support/samples.ts';
import { storedIndexOf, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openConversationStore();
});
afterAll(() => test[Symbol.asyncDispose]());

let met = 0;
const nextNumber = () => `+551199${String((met += 1)).padStart(7, '0')}`;
const nextId = () => `BR.13491208655${String((met += 1)).padStart(5, '0')}`;

const write = (from: string, change: Partial<NewInbound> = {}) =>
  test.store.insertInbound(inboundMessage(from, change));

const outcomeOf = async (change: Parameters<typeof message>[0]) => {
  const outcome = await test.store.insertMessage(message(change));
  return outcome.kind === 'excluded' ? outcome.reason : outcome.kind;
};

/** The status after a worker has tried to send the message. */
const claimed = async (id: string) => {
  await test.claim(id, noon);
  return (await test.store.loadMessage(id))?.message.status;
};

const audit = { at: noon, actor: { name: 'test' }, action: 'contact.erased', object: 'contacts/x' };
const marketing = { category: 'marketing' } as const;
const optOut = (to: string) => ({ to, channels: ['whatsapp' as const], purpose: 'all' as const });

const people = [
  'messages',
  'suppressions',
  'consent_entries',
  'consent_states',
  'contacts',
  'exclusions',
  'marketing_paces',
  'reached_people',
  'recipients',
];

/** All tables that still have something under the index of the id itself. */
const tablesWith = async (id: string) => {
  const tables = [['inbound_messages', 'from_index'], ...people.map((table) => [table, 'to_index'])];
  const found = [];
  for (const [table, column] of tables) {
    const rows = await test.sql(`select from ${table} where ${column} = $1`, [storedIndexOf(id)]);
    if (rows.length) found.push(table);
  }
  return found;
};

describe('when Twilio names the number of an id that wrote before', () => {
  it('all that was stored under the id belongs to the number', async () => {
    const [number, id] = [nextNumber(), nextId()];
    await test.store.insertConsent(consent(id));
    await test.store.saveContact(id, { language: 'es' }, noon);
    for (const to of [id, number]) {
      const made = message({ to, ...marketing, ...(to === number && { category: 'utility' }), senderId: 'limited' });
      await test.store.insertMessage(made);
      await test.claim(made.id, noon);
    }
    await write(id);
    await write(number, { whatsappId: id });
    expect(await tablesWith(id)).toEqual([]);
    expect(await test.store.findContact(number)).toMatchObject({
      language: 'es',
      inbound: 2,
      messages: [{ count: 2 }],
      consents: [{ granted: true }],
      whatsappIds: [id],
    });
    const proof = await test.store.loadConsentProof(number);
    expect(proof).toMatchObject({ intact: true, consents: [{ to: id, intact: true }] });
  });

  it('a refusal and a STOP of either hold for both', async () => {
    const [number, id] = [nextNumber(), nextId()];
    await test.store.insertConsent(consent(number));
    await test.store.insertConsent(consent(id, { granted: false, occurredAt: later(1) }));
    await write(id, { wish: 'stop' });
    const waiting = message({ to: number });
    await test.store.insertMessage(waiting);
    await write(number, { whatsappId: id });
    expect(await claimed(waiting.id)).toBe('suppressed');
    expect(await outcomeOf({ to: number })).toBe('opted_out');
    await test.store.deleteOptOuts(optOut(id));
    expect(await outcomeOf({ to: number, ...marketing })).toBe('no_consent');
  });

  it('the times of marketing to both count together', async () => {
    const [number, id] = [nextNumber(), nextId()];
    for (const [at, to] of [id, number, id].entries()) {
      await test.store.insertConsent(consent(to));
      const made = message({ to, ...marketing });
      await test.store.insertMessage(made);
      await test.claim(made.id, later(at * 60_000));
    }
    await write(number, { whatsappId: id });
    const rows = await test.sql('select recent from marketing_paces where to_index = $1', [storedIndexOf(number)]);
    expect(rows).toEqual([{ recent: [0, 60_000, 120_000].map(later) }]);
  });

  it('a message that was stored under the id at that moment is moved before it can be sent', async () => {
    const [number, id] = [nextNumber(), nextId()];
    await write(number, { whatsappId: id, wish: 'stop' });
    const made = message({ to: nextNumber() });
    await test.store.insertMessage(made);
    await test.sql('update messages set to_index = $1 where id = $2', [storedIndexOf(id), made.id]);
    await test.store.insertMessage(message({ to: id }));
    expect(await claimed(made.id)).toBe('suppressed');
  });

  it('what an import stored under the id at that moment is moved later', async () => {
    const [number, id] = [nextNumber(), nextId()];
    await write(number, { whatsappId: id });
    await test.store.saveContact(nextNumber(), { language: 'en' }, noon);
    await test.sql("update contacts set to_index = $1 where language = 'en'", [storedIndexOf(id)]);
    expect(await test.store.joinLinkedContacts(10)).toBe(0);
    await test.sql("update whatsapp_ids set linked_at = now() - interval '1 hour'");
    expect(await test.store.joinLinkedContacts(10_000)).toBeGreaterThan(0);
    expect(await test.store.findContact(number)).toMatchObject({ language: 'en' });
    expect(await test.store.joinLinkedContacts(10_000)).toBe(0);
  });
});

describe('an id of WhatsApp', () => {
  it('that gets another number takes the opt-out of the first along', async () => {
    const [first, second, id] = [nextNumber(), nextNumber(), nextId()];
    await write(first, { whatsappId: id, wish: 'stop' });
    await write(second, { whatsappId: id });
    expect([await outcomeOf({ to: second }), await outcomeOf({ to: id }), await outcomeOf({ to: first })]).toEqual([
      'opted_out',
      'opted_out',
      'opted_out',
    ]);
  });

  it('of which a person has several, one for each business, is one of theirs', async () => {
    const [number, one, other] = [nextNumber(), nextId(), nextId()];
    await write(number, { whatsappId: one });
    await write(number, { whatsappId: other });
    await write(one, { wish: 'stop' });
    expect(await outcomeOf({ to: other })).toBe('opted_out');
    expect((await test.store.findContact(other))?.whatsappIds).toEqual([one, other]);
  });

  it('is gone with its person, and an opt-out holds for it all the same', async () => {
    const [number, id] = [nextNumber(), nextId()];
    await write(number, { whatsappId: id, wish: 'stop' });
    await test.store.deleteContact({ to: id, at: noon, audit });
    expect(
      await test.sql('select from whatsapp_ids where octet_length(id_sealed) > 0 and to_index = $1', [
        storedIndexOf(id),
      ]),
    ).toEqual([]);
    expect(await outcomeOf({ to: id })).toBe('opted_out');
    expect(await test.store.findContact(number)).toMatchObject({ whatsappIds: [], inbound: 0 });
  });

  it('is gone from the numbers for tests, too', async () => {
    const [number, other, id] = [nextNumber(), nextNumber(), nextId()];
    await write(number, { whatsappId: id });
    await test.store.changeSettings({ testNumbers: [other, number] }, noon);
    await test.store.deleteContact({ to: id, at: noon, audit });
    expect(await test.store.findTestNumbers()).toEqual([other]);
    await test.store.deleteContact({ to: other, at: noon, audit });
    expect(await test.store.findTestNumbers()).toEqual([]);
  });

  it('of a person who never opted out leaves nothing', async () => {
    const [number, id] = [nextNumber(), nextId()];
    await write(number, { whatsappId: id });
    await test.store.deleteContact({ to: number, at: noon, audit });
    const indexes = [storedIndexOf(id), storedIndexOf(number)];
    expect(await test.sql('select from whatsapp_ids where to_index = any($1)', [indexes])).toEqual([]);
    expect(await test.store.findContact(number)).toBeUndefined();
  });

  it('is linked once by many messages at the same time', async () => {
    const [number, id] = [nextNumber(), nextId()];
    await Promise.all(Array.from({ length: 10 }, () => write(number, { whatsappId: id })));
    expect(await test.store.findContact(id)).toMatchObject({ inbound: 10, whatsappIds: [id] });
  });
});
