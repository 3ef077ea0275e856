import type { MessageFilter } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, message, noon, sender } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
const first = message({ reference: 'order 1' });
const old = message({ createdAt: noon, to: '+551187654321' });
const third = message({ sendAt: later(60_000) });
const other = message({ to: '+5511912345678' });
const campaign = '01900000-0000-7000-8000-00000000000c';

beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  for (const each of [first, old, third, other]) await test.store.insertMessage(each);
  await test.claim(first.id, noon);
  const statusUpdate = { status: 'failed', errorCode: 63016, errorMessage: 'outside the window' } as const;
  await test.store.record({ messageId: first.id, attempt: 1, at: later(1), statusUpdate });
  await test.sql('update messages set campaign_id = $1 where id = $2', [campaign, other.id]);
});
afterAll(() => test[Symbol.asyncDispose]());

const list = async (filter: Partial<MessageFilter>) => {
  const found = await test.store.loadMessages({ limit: 50, ...filter });
  return found.map(({ id }) => id);
};

describe('a list of messages', () => {
  it('is of the newest first, a page at a time', async () => {
    expect(await list({})).toEqual([other.id, third.id, old.id, first.id]);
    expect(await list({ limit: 2, beyond: third.id })).toEqual([old.id, first.id]);
  });

  it.each<[string, Partial<MessageFilter>, string[]]>([
    ['status', { status: 'failed' }, [first.id]],
    ['reference', { reference: 'order 1' }, [first.id]],
    ['error code', { error_code: 63016 }, [first.id]],
    ['campaign', { campaign_id: campaign }, [other.id]],
    ['two things', { status: 'accepted', to: '+5511987654321' }, [third.id, old.id]],
    ['what nobody has', { reference: 'order 2' }, []],
  ])('finds by %s', async (_what, filter, ids) => expect(await list(filter)).toEqual(ids));

  it.each(['+5511987654321', '+551187654321'])('finds a Brazilian under both spellings, asked by %s', async (to) => {
    expect(await list({ to })).toEqual([third.id, old.id, first.id]);
  });

  it('is of the oldest first if asked', async () => {
    expect(await list({ isOldestFirst: true })).toEqual([first.id, old.id, third.id, other.id]);
    expect(await list({ isOldestFirst: true, beyond: old.id, limit: 1 })).toEqual([third.id]);
  });

  it('finds by the time of creation, also messages whose ids are older', async () => {
    const day = 24 * 3_600_000;
    const single = message({ id: uuidv7({ msecs: +later(40 * day) }), createdAt: later(40 * day), reference: 'late' });
    // The audience was imported, and the message that the SMS replaces was accepted, long before.
    const fed = message({ createdAt: later(41 * day), reference: 'late' });
    const sms = message({ createdAt: later(42 * day), reference: 'late' });
    for (const each of [single, fed, sms]) await test.store.insertMessage(each);
    await test.sql(
      `insert into campaigns (
        id, name, status, channel, category, template_name, template_language, sender_ids, created_at, created_by, updated_at
      ) values ($1, 'sale', 'running', 'whatsapp', 'marketing', 'offer', 'pt_BR', '{store}', now(), 'ana', now())`,
      [campaign],
    );
    await test.sql('update messages set campaign_id = $1 where id = $2', [campaign, fed.id]);
    await test.sql('update messages set fallback_for = $1 where id = $2', [first.id, sms.id]);
    const late = (filter: Partial<MessageFilter>) => list({ reference: 'late', isOldestFirst: true, ...filter });
    expect(await late({ since: later(40 * day) })).toEqual([fed.id, sms.id, single.id]);
    expect(await late({ since: later(41 * day) })).toEqual([fed.id, sms.id]);
    expect(await late({ since: later(41 * day + 1), until: later(42 * day) })).toEqual([]);
    expect(await late({ until: later(41 * day) })).toEqual([single.id]);
  });

  it('refuses what cannot be looked for', async () => {
    await expect(list({ reference: 'a\u0000' })).rejects.toMatchObject({ name: 'Unstorable' });
    await expect(list({ beyond: '-'.repeat(36) })).rejects.toMatchObject({ name: 'Unstorable' });
  });
});

it('finds nothing under an unknown id', async () => {
  expect(await test.store.loadMessage(message().id)).toBeUndefined();
});

it('finds what has waited since before a time, in order and in pages', async () => {
  const waiting = (after?: string, before = later(1)) => test.store.findWaiting(before, after, 1);
  expect(await waiting()).toEqual([{ messageId: old.id, senderId: 'store' }]);
  expect(await waiting(old.id)).toEqual([]);
  // a campaign's wait for their turn
  const inTurn = later(20_001);
  expect(await waiting(old.id, inTurn)).toEqual([{ messageId: other.id, senderId: 'store', lane: 'campaign' }]);
  expect(await waiting(other.id, inTurn)).toEqual([]);
  expect(await test.store.findWaiting(later(60_001), old.id, 9)).toHaveLength(2);
});

it('finds what has waited in order of its time, in pages, of all senders and lanes', async () => {
  const all = await test.store.findWaiting(later(60_001), undefined, 9);
  const found: string[] = [];
  for (let after: string | undefined, page; page?.next !== undefined || !page; after = page.next) {
    page = await test.store.findDue(later(60_001), after, 1);
    expect(all).toEqual(expect.arrayContaining(page.jobs));
    found.push(...page.jobs.map(({ messageId }) => messageId));
  }
  const byTime = await test.sql('select id from messages where id = any ($1) order by due_at, id', [
    all.map(({ messageId }) => messageId),
  ]);
  expect(found).toEqual(byTime.map(({ id }) => id));
  // A campaign's messages wait for their turn.
  expect(await test.store.findDue(later(1), undefined, 9)).toEqual({
    jobs: [{ messageId: old.id, senderId: 'store' }],
    next: undefined,
  });
});

it('counts messages by status', async () => {
  expect(await test.store.countByStatus()).toEqual({ accepted: 6, failed: 1 });
});
