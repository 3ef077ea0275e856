import type { NewInbound } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConversationStore } from './support/conversation-store.ts';
import { inboundMessage, later, message } from './support/samples.ts';
import type { TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openConversationStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const hour = 3_600_000;
let met = 0;
const newPerson = () => `+55119${String(60_000_000 + (met += 1))}`;

/** Stores a keyword with the message that would confirm it. */
const reply = (from: string, takeReply: 'stop' | 'start', atMs = 0, change: Partial<NewInbound> = {}): NewInbound =>
  inboundMessage(from, {
    receivedAt: later(atMs),
    content: { body: takeReply },
    wish: takeReply,
    confirmation: {
      id: uuidv7(),
      body: `Pronto: ${takeReply}`,
      validUntil: later(atMs + 24 * hour),
      unlessSince: later(atMs - 24 * hour),
    },
    ...change,
  });

const takeReply = (...of: Parameters<typeof reply>) => test.store.insertInbound(reply(...of));

const confirmationsTo = async (from: string) =>
  (await test.store.loadMessages({ to: from, limit: 10 })).map(({ id }) => id);

describe('a STOP', () => {
  it.each(['store', 'limited'])('is confirmed by %s, past the opt-out that it is', async (senderId) => {
    const from = newPerson();
    const said = reply(from, 'stop', 0, { senderId });
    expect(await test.store.insertInbound(said)).toBe('confirmed');
    const id = said.confirmation?.id ?? '';
    expect(await test.claim(id, later(1000))).toMatchObject({
      kind: 'claimed',
      message: {
        to: from,
        category: 'utility',
        sender: { id: senderId },
        content: { kind: 'body', body: 'Pronto: stop' },
      },
    });
  });

  it('suppresses everything else, also to a person with a confirmation', async () => {
    const to = newPerson();
    const made = message({ to });
    await test.store.insertMessage(made);
    await takeReply(to, 'stop');
    expect(await test.claim(made.id, later(1000))).toEqual({ kind: 'over' });
    expect((await test.store.loadMessage(made.id))?.message).toMatchObject({
      status: 'suppressed',
      reason: 'opted_out',
    });
  });

  it('is confirmed once a day for all spellings of the number', async () => {
    const from = '+5541977776666';
    expect(await takeReply(from, 'stop')).toBe('confirmed');
    expect(await takeReply(from, 'stop', hour)).toBe('kept');
    expect(await takeReply('+554177776666', 'stop', 24 * hour)).toBe('confirmed');
    expect(await confirmationsTo(from)).toHaveLength(2);
  });

  it('is confirmed once when it comes many times at once', async () => {
    const from = newPerson();
    const taken = await Promise.all(Array.from({ length: 12 }, () => takeReply(from, 'stop')));
    expect(taken.filter((outcome) => outcome === 'confirmed')).toHaveLength(1);
    expect(await confirmationsTo(from)).toHaveLength(1);
  });

  it('that is replayed changes nothing', async () => {
    const from = newPerson();
    const said = reply(from, 'stop');
    const again = { ...reply(from, 'stop', 48 * hour), twilioSid: said.twilioSid };
    expect(await test.store.insertInbound(said)).toBe('confirmed');
    expect(await test.store.insertInbound(again)).toBe('repeated');
    expect(await confirmationsTo(from)).toHaveLength(1);
  });

  it('on each channel is confirmed there', async () => {
    const from = newPerson();
    expect(await takeReply(from, 'stop')).toBe('confirmed');
    expect(await takeReply(from, 'stop', 0, { channel: 'sms', senderId: 'texts' })).toBe('confirmed');
  });
});

describe('a START', () => {
  it('is confirmed where it lifted something', async () => {
    const from = newPerson();
    expect(await takeReply(from, 'start')).toBe('kept');
    await takeReply(from, 'stop');
    expect(await takeReply(from, 'start', hour)).toBe('confirmed');
  });

  it('is not confirmed to a person who opted out later', async () => {
    const from = newPerson();
    await takeReply(from, 'stop');
    const back = reply(from, 'start', hour);
    await test.store.insertInbound(back);
    await takeReply(from, 'stop', hour + 1);
    expect(await test.claim(back.confirmation?.id ?? '', later(hour + 2))).toEqual({ kind: 'over' });
  });
});

describe('the audit log', () => {
  it('has each STOP and START that changed something, once, by the system and the masked number', async () => {
    const from = newPerson();
    const since = new Date();
    const said = reply(from, 'stop', 0, { receivedAt: since });
    for (const inbound of [said, said, reply(from, 'stop', 0, { receivedAt: since })])
      await test.store.insertInbound(inbound);
    for (const again of ['start', 'start'] as const)
      await test.store.insertInbound(reply(from, again, 0, { receivedAt: new Date(since.getTime() + 1) }));
    const object = `contacts/${from.slice(0, 6)}****${from.slice(-4)}`;
    const entries = await test.store.loadAuditEntries({ object, since, limit: 10 });
    const detail = { channels: ['whatsapp'], purpose: 'all', source: 'reply' };
    expect(entries).toMatchObject([
      { action: 'contact.opted_in', actor: { name: 'system' }, detail },
      { action: 'contact.opted_out', at: since, actor: { name: 'system' }, detail },
    ]);
    expect(JSON.stringify(entries)).not.toContain(from.slice(3));
  });
});

describe('the language of a confirmation', () => {
  it('is that of the last template that was meant for the person', async () => {
    const to = newPerson();
    expect(await test.store.findConfirmationBasis(to)).toEqual({ setting: { enabled: true, texts: {} } });
    await test.store.insertMessage(message({ to }));
    expect(await test.store.findConfirmationBasis(to)).toMatchObject({ language: 'pt_BR' });
  });
});

it('a confirmation leaves nothing readable of the person', async () => {
  const from = newPerson();
  const said = reply(from, 'stop');
  await test.store.insertInbound(said);
  const rows = await test.sql('select messages::text as text from messages where id = $1', [said.confirmation?.id]);
  expect(rows[0]?.text).not.toContain(from.slice(3));
  expect(rows[0]?.text).not.toContain('Pronto');
});
