import type { Category } from '@recado/contract';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancellation, consent, idempotencyKey, later, message, noon, sender, template } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender(), sender({ id: 'paused', paused: true })]);
  await test.store.seedTemplates([template()]);
});
afterAll(() => test[Symbol.asyncDispose]());

const accepted = async (...changes: Parameters<typeof message>) => {
  const made = message(...changes);
  await test.store.insertMessage(made);
  return made;
};

const statusOf = async (id: string) => (await test.store.loadMessage(id))?.message.status;

describe('a claim', () => {
  it('gives all that the sending needs, and leaves the message as being sent', async () => {
    const { id, content } = await accepted({ validUntil: later(60_000) });
    expect(await test.claim(id, noon)).toEqual({
      kind: 'claimed',
      message: {
        id,
        attempt: 1,
        channel: 'whatsapp',
        category: 'utility',
        sender: { id: 'store', address: '+551150289876' },
        to: '+5511987654321',
        content,
        template: {
          contentSid: `HX${'0'.repeat(32)}`,
          body: 'Recebemos o pedido {{order_id}}',
          variables: ['order_id'],
        },
        validUntil: later(60_000),
      },
    });
    expect((await test.store.loadMessage(id))?.message).toMatchObject({ status: 'sending', attempts: 1 });
  });

  it('returns a body without a template, and no template if it was deleted', async () => {
    const body = await accepted({ content: { kind: 'body', body: 'Olá!' }, channel: 'sms' });
    const gone = await accepted({ content: { kind: 'template', name: 'gone', language: 'en', variables: {} } });
    const claims = await Promise.all([body, gone].map(({ id }) => test.claim(id, noon)));
    expect(claims).toMatchObject([{ message: { content: body.content } }, { message: { content: gone.content } }]);
    for (const claim of claims) expect(claim.kind === 'claimed' && claim.message.template).toBeUndefined();
  });

  it('lets marketing wait while inbound messages of the sender were not read, and nothing else', async () => {
    const to = '+5511900000001';
    await test.store.insertConsent(consent(to));
    await test.sql(`update senders set inbound_behind_since = $1 where id = 'store'`, [later(-60_000)]);
    const acceptAs = (category: Category) => accepted({ to, category, windowUntil: later(3_600_000) });
    const claimOf = async (category: Category) => test.claim((await acceptAs(category)).id, noon);
    const { id } = await acceptAs('marketing');
    expect(await test.claim(id, noon)).toMatchObject({ kind: 'early' });
    // The person who looks at the message sees for what it waits, once however often it is claimed.
    expect(await test.claim(id, later(120_000))).toMatchObject({ kind: 'early' });
    expect(await test.store.loadMessage(id)).toMatchObject({
      message: { status: 'accepted', attempts: 0 },
      events: [{ type: 'accepted' }, { type: 'waiting', status: 'accepted', detail: 'inbound_unread' }],
    });
    expect(await claimOf('utility')).toMatchObject({ kind: 'claimed' });
    expect(await claimOf('authentication')).toMatchObject({ kind: 'claimed' });
    await test.sql(`update senders set inbound_behind_since = null where id = 'store'`);
    expect(await claimOf('marketing')).toMatchObject({ kind: 'claimed' });
  });

  it('is won once by 50 that are made at the same time in two processes', async () => {
    const { id } = await accepted();
    const other = test.another();
    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, n) => test.claim(id, noon, n % 2 ? other : test.store)),
    );
    expect(claims.filter((claim) => claim.kind === 'claimed')).toHaveLength(1);
    expect(claims.filter((claim) => claim.kind === 'over')).toHaveLength(49);
    expect((await test.store.loadMessage(id))?.message.attempts).toBe(1);
  });

  it('is won once for each of many messages, asked for in any order in two processes', async () => {
    const messages = await Promise.all(Array.from({ length: 300 }, () => accepted()));
    const stores = [
      { store: test.store, ids: messages.map(({ id }) => id) },
      { store: test.another(), ids: messages.map(({ id }) => id).toReversed() },
    ];
    const claims = await Promise.all(stores.flatMap(({ store, ids }) => ids.map((id) => test.claim(id, noon, store))));
    const won = claims.flatMap((claim) => (claim.kind === 'claimed' ? claim.message.id : []));
    expect(won.toSorted()).toEqual(messages.map(({ id }) => id).toSorted());
  });

  it('is early before its time, and says when that is', async () => {
    const { id } = await accepted({ sendAt: later(1_000) });
    expect(await test.claim(id, noon)).toEqual({ kind: 'early', at: later(1_000) });
    expect(await test.claim(id, later(1_000))).toMatchObject({ kind: 'claimed' });
  });

  it('is held while the sender is paused', async () => {
    const { id } = await accepted({ senderId: 'paused' });
    expect(await test.claim(id, noon)).toEqual({ kind: 'held' });
    expect(await statusOf(id)).toBe('accepted');
  });

  it.each(['store', 'paused'])('finds a message of sender %s expired when its validity is over', async (senderId) => {
    const { id } = await accepted({ senderId, validUntil: later(1_000) });
    expect(await test.claim(id, later(1_000))).toEqual({ kind: 'over' });
    expect(await test.store.loadMessage(id)).toMatchObject({
      message: { status: 'expired', attempts: 0 },
      events: [{ type: 'accepted' }, { type: 'expired', status: 'expired', at: later(1_000) }],
    });
  });

  it('is over for a canceled message, and for an unknown one', async () => {
    const { id } = await accepted();
    await test.store.saveCancellations(cancellation(id, noon));
    expect(await test.claim(id, noon)).toEqual({ kind: 'over' });
    expect(await test.claim(message().id, noon)).toEqual({ kind: 'over' });
  });
});

describe('a cancellation', () => {
  it('stops an accepted message, and is in the audit log once', async () => {
    const { id } = await accepted();
    const actions = `select from audit_log where action = 'messages.canceled'`;
    const before = (await test.sql(actions)).length;
    expect(await test.store.saveCancellations(cancellation(id, later(5)))).toMatchObject({ canceled: 1, refused: 0 });
    expect(await test.store.saveCancellations(cancellation(id, later(9)))).toMatchObject({ canceled: 0, refused: 0 });
    expect(await test.sql(actions)).toHaveLength(before + 1);
    expect((await test.store.loadMessage(id))?.events.slice(1)).toEqual([
      { type: 'canceled', status: 'canceled', at: later(5) },
    ]);
  });

  it('leaves a message that a worker sends, and counts it', async () => {
    const { id } = await accepted();
    await test.claim(id, noon);
    expect(await test.store.saveCancellations(cancellation(id, noon))).toMatchObject({ canceled: 0, refused: 1 });
    expect(await test.store.saveCancellations(cancellation(message().id, noon))).toMatchObject({ canceled: 0 });
  });

  it('takes the oldest messages that match all filters, up to the limit', async () => {
    const reference = 'bulk of cancellations';
    const old = { reference, createdAt: later(-60_000) };
    const [first, second, other] = [
      await accepted(old),
      await accepted(old),
      await accepted({ ...old, reference: 'other' }),
    ];
    const young = await accepted({ reference });
    const cancel = (limit: number) =>
      test.store.saveCancellations(cancellation({ reference, createdBefore: later(-1), limit }, later(5)));
    expect(await cancel(1)).toMatchObject({ canceled: 1 });
    expect(await cancel(10)).toMatchObject({ canceled: 1 });
    expect(await cancel(10)).toMatchObject({ canceled: 0 });
    const found = await Promise.all([first, second, other, young].map(({ id }) => test.store.loadMessage(id)));
    expect(found.map((each) => each?.message.status)).toEqual(['canceled', 'canceled', 'accepted', 'accepted']);
  });

  it('does nothing again when the same request comes again, and refuses its key for another', async () => {
    const reference = 'cancellations with a key';
    await accepted({ reference });
    const run = (request: string) =>
      test.store.saveCancellations(cancellation({ reference }, later(5), { key: idempotencyKey('cancel', request) }));
    const both = await Promise.all([run('this'), run('this')]);
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['canceled', 'repeated']);
    await accepted({ reference });
    expect(await run('this')).toEqual({ kind: 'repeated', canceled: 1, refused: 0 });
    expect(await run('that')).toEqual({ kind: 'reused' });
  });

  it('of a message that is claimed while it waits for the row is refused', async () => {
    const { id } = await accepted();
    const worker = new pg.Client({ connectionString: test.url });
    await worker.connect();
    await worker.query('begin');
    await worker.query("update messages set status = 'sending' where id = $1", [id]);
    const canceling = test.store.saveCancellations(cancellation(id, noon));
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(() => test.sql(waiting)).toHaveLength(1);
    await worker.query('commit');
    await worker.end();
    expect(await canceling).toEqual({ kind: 'canceled', canceled: 0, refused: 1 });
  });

  it('and a claim at the same time: one of them wins', async () => {
    const messages = await Promise.all(Array.from({ length: 40 }, () => accepted()));
    const ends = await Promise.all(
      messages.map(({ id }) =>
        Promise.all([test.store.saveCancellations(cancellation(id, noon)), test.claim(id, noon)]),
      ),
    );
    for (const [canceled, claim] of ends)
      expect(canceled).toMatchObject({
        canceled: claim.kind === 'over' ? 1 : 0,
        refused: claim.kind === 'over' ? 0 : 1,
      });
  });

  it('of many and claims at the same time: each message is canceled or sent, and none is both', async () => {
    const reference = 'cancellations and claims';
    const messages = await Promise.all(Array.from({ length: 60 }, () => accepted({ reference })));
    const [claims, ...done] = await Promise.all([
      Promise.all(messages.map(({ id }) => test.claim(id, noon))),
      ...Array.from({ length: 6 }, () => test.store.saveCancellations(cancellation({ reference, limit: 10 }, noon))),
    ]);
    const claimed = claims.filter(({ kind }) => kind === 'claimed').length;
    const canceled = done.reduce((sum, each) => sum + (each.kind === 'canceled' ? each.canceled : 0), 0);
    const rest = await test.store.saveCancellations(cancellation({ reference }, noon));
    expect(rest).toMatchObject({ canceled: messages.length - claimed - canceled, refused: claimed });
  });
});
