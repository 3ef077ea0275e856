import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idempotencyKey, later, message, noon, sender } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
});
afterAll(() => test[Symbol.asyncDispose]());

const countOf = async (ids: string[]) => {
  const rows = await test.sql('select id from messages where id = any ($1)', [ids]);
  return rows.length;
};

describe('a message', () => {
  it('is found again as it was accepted, with its acceptance as the first event', async () => {
    const sent = message({
      sendAt: later(60_000),
      validUntil: later(120_000),
      reference: 'order 4711',
      metadata: { shop: 'São Paulo', items: 3, gift: false, note: null },
    });
    expect(await test.store.insertMessage(sent)).toEqual({ kind: 'created' });
    const { content: _content, ...shown } = sent;
    expect(await test.store.loadMessage(sent.id)).toEqual({
      message: {
        ...shown,
        status: 'accepted',
        attempts: 0,
        templateName: 'order_confirmation',
        templateLanguage: 'pt_BR',
      },
      events: [{ at: noon, type: 'accepted', status: 'accepted' }],
    });
  });

  it('does not fail for another one of its batch', async () => {
    const inserts = [message(), message({ senderId: 'nobody' }), message({ reference: 'a\u0000b' }), message()];
    const results = await Promise.allSettled(inserts.map((each) => test.store.insertMessage(each)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(results[2]).toMatchObject({ reason: { name: 'Unstorable' } });
    expect(await countOf(inserts.map(({ id }) => id))).toBe(2);
  });

  it('is made by hundreds at the same time', async () => {
    const many = Array.from({ length: 1200 }, () => message());
    await Promise.all(many.map((each) => test.store.insertMessage(each)));
    expect(await countOf(many.map(({ id }) => id))).toBe(1200);
  });
});

describe('an Idempotency-Key', () => {
  it('makes one message of many requests at the same time in two processes', async () => {
    const other = test.another();
    const attempts = Array.from({ length: 60 }, (_, n) => ({ store: n % 2 ? other : test.store, sent: message() }));
    const inserted = await Promise.all(
      attempts.map(({ store, sent }) => store.insertMessage(sent, idempotencyKey('one'))),
    );
    const winners = attempts.filter((_, n) => inserted[n]?.kind === 'created');
    expect(winners).toHaveLength(1);
    const messageId = winners[0]?.sent.id;
    expect(inserted.filter((each) => each.kind !== 'created')).toEqual(
      Array.from({ length: 59 }, () => ({ kind: 'repeated', messageId })),
    );
    expect(await countOf(attempts.map(({ sent }) => sent.id))).toBe(1);
  });

  it('makes one message of each key when many keys cross in two processes', async () => {
    const other = test.another();
    const attempts = Array.from({ length: 400 }, (_, n) => ({ sent: message(), key: `crossing ${n % 50}` }));
    const shuffled = attempts.toSorted((a, b) => a.sent.id.slice(-6).localeCompare(b.sent.id.slice(-6)));
    const inserted = await Promise.all(
      shuffled.map(({ sent, key }, n) => (n % 2 ? other : test.store).insertMessage(sent, idempotencyKey(key))),
    );
    expect(inserted.filter((each) => each.kind === 'created')).toHaveLength(50);
    expect(await countOf(attempts.map(({ sent }) => sent.id))).toBe(50);
  });

  it('is refused for another request', async () => {
    await test.store.insertMessage(message(), idempotencyKey('reused'));
    expect(await test.store.insertMessage(message(), idempotencyKey('reused', 'another'))).toEqual({ kind: 'reused' });
  });

  it('is its owner’s alone', async () => {
    const owner = '01900000-0000-7000-8000-000000000001';
    await test.store.insertMessage(message(), idempotencyKey('shared'));
    const other = { ...idempotencyKey('shared'), owner };
    expect(await test.store.insertMessage(message(), other)).toEqual({ kind: 'created' });
  });

  it('leaves no trace of a message that could not be made', async () => {
    const key = idempotencyKey('failed first');
    await expect(test.store.insertMessage(message({ senderId: 'nobody' }), key)).rejects.toThrow('foreign key');
    expect(await test.store.insertMessage(message(), key)).toEqual({ kind: 'created' });
  });

  it('waits for the first request to commit, and continues alone when that fails', async () => {
    const first = new pg.Client({ connectionString: test.url });
    await first.connect();
    const key = idempotencyKey('in doubt');
    await first.query('begin');
    await first.query(
      `insert into idempotency_keys (owner, key, request_hash, message_id, created_at) values ($1, $2, $3, $4, now())`,
      [key.owner, key.key, key.requestHash, message().id],
    );
    const second = test.store.insertMessage(message(), key);
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(() => test.sql(waiting)).toHaveLength(1);
    await first.query('rollback');
    expect(await second).toEqual({ kind: 'created' });
    await first.end();
  });

  it('is refused with in-use when the first request takes too long', async () => {
    const first = new pg.Client({ connectionString: test.url });
    await first.connect();
    const key = idempotencyKey('stuck');
    await first.query('begin');
    await first.query(
      `insert into idempotency_keys (owner, key, request_hash, message_id, created_at) values ($1, $2, $3, $4, now())`,
      [key.owner, key.key, key.requestHash, message().id],
    );
    const bystander = message();
    const [stuck, fine] = await Promise.allSettled([
      test.store.insertMessage(message(), key),
      test.store.insertMessage(bystander),
    ]);
    expect(stuck).toEqual({ status: 'fulfilled', value: { kind: 'in-use' } });
    expect(fine).toEqual({ status: 'fulfilled', value: { kind: 'created' } });
    await first.end();
  });
});

describe('a key of another POST', () => {
  it('is new once, then the same, or reused for another request', async () => {
    const claim = (request?: string) =>
      test.store.claimKey({ ...idempotencyKey('cancel', request), messageId: message().id });
    expect(await claim()).toBe('new');
    expect(await claim()).toBe('same');
    expect(await claim('another')).toBe('reused');
  });

  it('is forgotten when it is old, a few at a time', async () => {
    await test.sql('delete from idempotency_keys');
    for (const key of ['a', 'b', 'c']) await test.store.insertMessage(message(), idempotencyKey(key));
    await test.store.insertMessage(message({ createdAt: later(1) }), idempotencyKey('young'));
    expect(await test.store.deleteOldIdempotencyKeys(later(1), 2)).toBe(2);
    expect(await test.store.deleteOldIdempotencyKeys(later(1), 2)).toBe(1);
    expect(await test.sql('select key from idempotency_keys')).toEqual([{ key: 'young' }]);
  });
});
