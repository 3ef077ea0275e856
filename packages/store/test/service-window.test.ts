import { patienceMs } from '@recado/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openConversationStore } from './support/conversation-store.ts';
import { inboundMessage, later, message, noon } from './support/samples.ts';
import { createStore } from '../src/index.ts';
import { keys, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openConversationStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const hour = 3_600_000;
let met = 0;
const newPerson = () => `+55119${String(70_000_000 + (met += 1))}`;

const content = { kind: 'body', body: 'Olá!' } as const;
const free = (to: string, change: Parameters<typeof message>[0] = {}) => message({ to, content, ...change });

/** A person writes to a sender. */
const write = (from: string, receivedAt: Date, senderId = 'store') =>
  test.store.insertInbound(inboundMessage(from, { receivedAt, senderId }));

const created = { kind: 'created' };
const refused = { kind: 'excluded', reason: 'outside_service_window' };

const found = async (id: string) => {
  const record = await test.store.loadMessage(id);
  return { ...record?.message, last: record?.events.at(-1) };
};

describe('free text on WhatsApp is accepted', () => {
  it.each([
    [{}, 'nobody wrote', undefined, refused],
    [{}, 'the person wrote just now', 0, created],
    [{}, 'the person wrote almost a day ago', -24 * hour + 1, created],
    [{}, 'the person wrote a day ago', -24 * hour, refused],
    [{ sendAt: later(2 * hour) }, 'it is to leave a day after the person wrote', -22 * hour, refused],
    [{ sendAt: later(2 * hour - 1) }, 'it is to leave within a day of what the person wrote', -22 * hour, created],
    [{ senderId: 'other' }, 'the person wrote to another sender', 0, refused],
    [{ category: 'authentication' }, 'nobody wrote', undefined, refused],
    [{ channel: 'sms', senderId: 'texts' }, 'it is none, but an SMS', undefined, created],
    [{ content: message().content }, 'it is none, but a template', undefined, created],
  ] as const)('with %j where %s', async (change, _what, wroteMs, outcome) => {
    const to = newPerson();
    if (wroteMs !== undefined) await write(to, later(wroteMs));
    expect(await test.store.insertMessage(free(to, change))).toEqual(outcome);
  });

  it('whether Twilio writes the Brazilian ninth digit or not', async () => {
    const to = '+5541988887777';
    await write('+554188887777', noon);
    expect(await test.store.insertMessage(free(to))).toEqual(created);
  });
});

describe('free text that was accepted', () => {
  const accepted = async (change: Parameters<typeof message>[0] = {}) => {
    const to = newPerson();
    await write(to, later(-23 * hour), change.senderId);
    const made = free(to, change);
    await test.store.insertMessage(made);
    return made;
  };

  it.each(['store', 'limited'])('is sent by %s while the window is open', async (senderId) => {
    const { id } = await accepted({ senderId });
    expect((await test.claim(id, later(hour - 1))).kind).toBe('claimed');
  });

  it.each(['store', 'limited'])('fails at %s when the window has closed, as Twilio would have it', async (senderId) => {
    const { id } = await accepted({ senderId });
    expect(await test.claim(id, later(hour))).toEqual({ kind: 'over' });
    expect(await found(id)).toMatchObject({
      status: 'failed',
      reason: 'outside_service_window',
      errorCode: 63_016,
      errorMessage: 'outside the 24 hours',
      attempts: 0,
      last: { type: 'failed', detail: 'outside_service_window', errorCode: 63_016 },
    });
  });

  it('fails without a code in a store that was given none', async () => {
    const { id } = await accepted();
    const plain = createStore({ databaseUrl: test.url, ...keys });
    await test.claim(id, later(hour), plain);
    await plain[Symbol.asyncDispose]();
    const failed = await found(id);
    expect(failed).toMatchObject({ status: 'failed', reason: 'outside_service_window' });
    expect(failed).not.toHaveProperty('errorCode');
  });

  it('is retried once the person has written again', async () => {
    const { id, to } = await accepted();
    await test.claim(id, later(hour));
    await write(to, later(2 * hour));
    const filter = { id, statuses: ['failed' as const], limit: 1 };
    await test.store.saveRetries({ filter, at: later(2 * hour), by: 'test', neverAfter: [] });
    expect((await test.claim(id, later(2 * hour))).kind).toBe('claimed');
    expect(await found(id)).not.toHaveProperty('reason');
  });

  it.each(['store', 'limited'])('at %s calls its SMS when it came too late', async (senderId) => {
    const fallback = { id: uuidv7(), senderId: 'texts', content };
    const { id } = await accepted({ senderId, fallback });
    await test.claim(id, later(hour));
    expect((await test.store.fallBack(later(hour), 10)).jobs).toMatchObject([{ messageId: fallback.id }]);
  });
});

describe('free text on WhatsApp is judged alike when it is accepted and when it is claimed', () => {
  it.each([
    ['to a person who never wrote', undefined, true],
    ['to a person who wrote 25 hours ago', 25, true],
    ['to a person who wrote an hour ago', 1, false],
  ])('%s', async (_what, hoursAgo, isOutside) => {
    const to = newPerson();
    await write(to, later(-hour / 2));
    const before = free(to);
    expect(await test.store.insertMessage(before)).toEqual(created);
    await test.sql('delete from inbound_messages');
    if (hoursAgo !== undefined) await write(to, later(-hoursAgo * hour));
    const inserted = await test.store.insertMessage(free(to));
    await test.claim(before.id, noon);
    const { status, reason } = await found(before.id);
    expect([inserted, status, reason]).toEqual(
      isOutside ? [refused, 'failed', 'outside_service_window'] : [created, 'sending', undefined],
    );
  });
});

describe('among many who wrote, and much that one wrote', () => {
  const chatty = newPerson();
  /** Ten thousand messages of others, and as many of one person. */
  const fill = `
    insert into inbound_messages
      (id, twilio_sid, received_at, channel, sender_id, address, from_index, from_sealed, content_sealed)
    select gen_random_uuid(), 'SM' || gen_random_uuid(), $1::timestamptz - n * interval '1 s', 'whatsapp', 'store',
      '+551150289876', case when n % 2 = 0 then sha256(n::text::bytea) else first.from_index end, '', ''
    from generate_series(1, 20000) as n, (select from_index from inbound_messages order by id desc limit 1) as first`;

  /** Counts the reads of inbound messages, by the index of the service window and without any. Who waits has another index. */
  const looks = async (work: (store: TestStore['store']) => Promise<unknown>) => {
    // The counts of this connection must not be written after the others have begun.
    await test.sql('select pg_stat_force_next_flush()');
    await test.sql('select pg_stat_reset()');
    const process = test.another();
    await work(process);
    await process[Symbol.asyncDispose]();
    const counts = async () => {
      const counted = await test.sql('select relname, seq_scan::int, idx_scan::int from pg_stat_user_tables');
      return new Map(counted.map(({ relname, seq_scan, idx_scan }) => [relname, { seq_scan, idx_scan }]));
    };
    // The server publishes a connection's counts when it ends, all at once.
    const looked = `select sum(idx_scan)::int as scans from pg_stat_user_tables where relname ~ '^messages_'`;
    await expect.poll(async () => (await test.sql(looked))[0]?.['scans']).toBeGreaterThan(0);
    const { seq_scan } = (await counts()).get('inbound_messages') ?? {};
    const [index] = await test.sql(
      `select idx_scan::int from pg_stat_user_indexes where indexrelname = 'inbound_messages_by_window'`,
    );
    return { seq_scan, ...index };
  };

  beforeAll(async () => {
    await write(chatty, noon);
    await test.sql(fill, [noon]);
    await test.sql('vacuum (analyze) inbound_messages');
    // The server publishes the counts of a connection that waits when it likes, and those of one that ends at once.
    await test.store[Symbol.asyncDispose]();
    const others = `select from pg_stat_activity where datname = current_database() and application_name like 'recado, %'`;
    await vi.waitUntil(async () => (await test.sql(others)).length === 0, patienceMs);
  });

  it('a text costs a probe when it is accepted and one when it is claimed', async () => {
    const counted = await looks(async (store) => {
      const made = free(chatty);
      expect(await store.insertMessage(made)).toEqual(created);
      expect((await test.claim(made.id, noon, store)).kind).toBe('claimed');
    });
    expect(counted).toEqual({ seq_scan: 0, idx_scan: 2 });
  });

  it.each([
    ['a template', { content: message().content }],
    ['an SMS', { channel: 'sms', senderId: 'texts' }],
  ] as const)('%s costs none', async (_what, change) => {
    const counted = await looks(async (store) => {
      const made = free(chatty, change);
      await store.insertMessage(made);
      await test.claim(made.id, noon, store);
    });
    expect(counted).toEqual({ seq_scan: 0, idx_scan: 0 });
  });
});
