import type { NewInbound } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importCsv, putDraft } from './support/audience.ts';
import { openConversationStore } from './support/conversation-store.ts';
import { consent, inboundMessage, later, message, noon } from './support/samples.ts';
import type { TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openConversationStore();
});
afterAll(() => test[Symbol.asyncDispose]());

type Spelled = (n: number) => readonly [canonical: string, other: string];

const countries: [string, Spelled][] = [
  ['Brazil', (n) => [`+55419${80_000_000 + n}`, `+5541${80_000_000 + n}`]],
  ['Mexico', (n) => [`+5255${41_000_000 + n}`, `+52155${41_000_000 + n}`]],
  ['Argentina', (n) => [`+54911${23_000_000 + n}`, `+5411${23_000_000 + n}`]],
  ['a person whose id of WhatsApp is known', (n) => [`+55419${90_000_000 + n}`, `BR.${13_491_208_655_000 + n}`]],
];

/** As an inbound message does that names both. */
const link = async (number: string, whatsappId: string) => {
  await write(number, undefined, { whatsappId });
  await test.sql('delete from inbound_messages');
};

const write = (from: string, wish?: 'stop' | 'start', change: Partial<NewInbound> = {}) =>
  test.store.insertInbound(inboundMessage(from, { ...(wish && { wish }), ...change }));

const kindOf = async (made: ReturnType<typeof message>) => {
  const outcome = await test.store.insertMessage(made);
  return outcome.kind === 'excluded' ? outcome.reason : outcome.kind;
};

const actor = { name: 'test' };
const optOut = (to: string) => ({ to, channels: ['whatsapp' as const], purpose: 'all' as const });

/** Each does something under one spelling, and returns what is found under another. */
const verbs: [string, (one: string, other: string) => Promise<unknown>, unknown][] = [
  [
    'an opt-out',
    async (one, other) => {
      await test.store.saveOptOuts(optOut(one), 'api', noon);
      return kindOf(message({ to: other }));
    },
    'opted_out',
  ],
  [
    'an opt-in',
    async (one, other) => {
      await test.store.saveOptOuts(optOut(one), 'api', noon);
      return test.store.deleteOptOuts(optOut(other));
    },
    [],
  ],
  [
    'a STOP',
    async (one, other) => {
      await write(one, 'stop');
      return kindOf(message({ to: other }));
    },
    'opted_out',
  ],
  [
    'a START',
    async (one, other) => {
      await write(one, 'stop');
      await write(other, 'start', { receivedAt: later(1) });
      return kindOf(message({ to: one }));
    },
    'created',
  ],
  [
    'an unclear request',
    async (one, other) => {
      await test.store.insertConsent(consent(one));
      await write(one, undefined, { optOutRequest: 'unclear' });
      return kindOf(message({ to: other, category: 'marketing' }));
    },
    'opt_out_unclear',
  ],
  [
    'a consent',
    async (one, other) => {
      await test.store.insertConsent(consent(one));
      return kindOf(message({ to: other, category: 'marketing' }));
    },
    'created',
  ],
  [
    'the proof of a consent',
    async (one, other) => {
      await test.store.insertConsent(consent(one));
      return (await test.store.loadConsentProof(other)).consents.length;
    },
    1,
  ],
  [
    'the service window',
    async (one, other) => {
      await write(one);
      return kindOf(message({ to: other, content: { kind: 'body', body: 'Olá!' } }));
    },
    'created',
  ],
  [
    'the times of marketing, for a cap',
    async (one, other) => {
      for (const to of [one, other]) {
        await test.store.insertConsent(consent(to));
        const made = message({ to, category: 'marketing' });
        await test.store.insertMessage(made);
        await test.claim(made.id, noon);
      }
      return (await test.sql('select to_index from marketing_paces')).length;
    },
    1,
  ],
  [
    'the list of messages',
    async (one, other) => {
      await test.store.insertMessage(message({ to: one }));
      return (await test.store.loadMessages({ to: other, limit: 10 })).length;
    },
    1,
  ],
  [
    'the list of inbound messages',
    async (one, other) => {
      await write(one);
      return (await test.store.loadInbound({ from: other, limit: 10 })).length;
    },
    1,
  ],
  [
    'a reply',
    async (one, other) => {
      const made = message({ to: one });
      await test.store.insertMessage(made);
      await test.sql(`update messages set twilio_sid = 'SM' || id where id = $1`, [made.id]);
      await write(other, undefined, { repliedTo: `SM${made.id}` });
      const [inbound] = await test.store.loadInbound({ from: one, limit: 1 });
      return inbound?.replyTo === made.id;
    },
    true,
  ],
  [
    'the settings of a contact',
    async (one, other) => {
      await test.store.saveContact(one, { language: 'es' }, noon);
      return (await test.store.findContact(other))?.language;
    },
    'es',
  ],
  [
    'a file',
    async (one, other) => {
      await test.sql('truncate campaigns, recipients, imports cascade');
      await putDraft(test);
      const { accepted, duplicates } = await importCsv(test.store, [`phone,nome\n${one},Ana\n${other},Ana\n`]);
      return { accepted, duplicates };
    },
    { accepted: 1, duplicates: 1 },
  ],
  [
    'an erasure',
    async (one, other) => {
      await test.store.insertMessage(message({ to: one }));
      await write(one);
      const audit = { at: noon, actor, action: 'contact.erased', object: 'contacts/x' };
      const { messages, inbound } = await test.store.deleteContact({ to: other, at: noon, audit });
      return { messages, inbound };
    },
    { messages: 1, inbound: 1 },
  ],
];

let met = 0;

describe.each(countries)('of a number of %s,', (_country, spell) => {
  it.each(verbs)('%s under one spelling holds for the other', async (_verb, act, expected) => {
    const [canonical, other] = spell((met += 1));
    if (other.startsWith('BR.')) await link(canonical, other);
    await test.sql('truncate marketing_paces');
    expect(await act(canonical, other)).toEqual(expected);
    await test.sql('truncate marketing_paces');
    const [second, secondOther] = spell((met += 1));
    if (secondOther.startsWith('BR.')) await link(second, secondOther);
    expect(await act(secondOther, second)).toEqual(expected);
  });
});
