import type { NewMessage, Recording, RetryFilter } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cancellation,
  idempotencyKey,
  later,
  message,
  noon,
  sender,
  settlement,
  sidOf,
  submitted,
} from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
});
afterAll(() => test[Symbol.asyncDispose]());

const minute = 60_000;
const statuses = ['failed', 'undelivered', 'expired'] as const;

const retry = (filter: Partial<RetryFilter>, more: { key?: ReturnType<typeof idempotencyKey>; at?: Date } = {}) =>
  test.store.saveRetries({
    filter: { statuses, limit: 100, ...filter },
    at: later(minute),
    by: 'ops',
    neverAfter: [21610],
    ...more,
  });

const find = async (id: string) => {
  const found = await test.store.loadMessage(id);
  if (!found) throw new Error('gone');
  return found;
};

const accepted = async (change: Partial<NewMessage> = {}) => {
  const made = message(change);
  await test.store.insertMessage(made);
  return made.id;
};

/** A message that Twilio took and then could not deliver. */
const undelivered = async (errorCode = 30008, change: Partial<NewMessage> = {}) => {
  const id = await accepted(change);
  await test.claim(id, noon);
  await test.store.record(submitted(id));
  await test.store.settleMessage(
    settlement({ messageId: id, status: 'undelivered', errorCode, errorMessage: 'Unknown error' }),
  );
  return id;
};

const attemptOf = async (id: string, at: Date) => {
  const claim = await test.claim(id, at);
  return claim.kind === 'claimed' ? claim.message : undefined;
};

describe('a message that is retried', () => {
  it('is accepted again, with an event that has the actor and the earlier status', async () => {
    const id = await undelivered();
    const retried = await retry({ id });
    expect(retried).toEqual({ kind: 'retried', jobs: [{ messageId: id, senderId: 'store', segments: 2 }], refused: 0 });
    const { message: recorded, events } = await find(id);
    expect(recorded).toMatchObject({ status: 'accepted', attempts: 1, attemptsBefore: 1 });
    for (const field of ['twilioSid', 'errorCode', 'errorMessage', 'sentAt'])
      expect(recorded).not.toHaveProperty(field);
    expect(events.at(-1)).toEqual({
      at: later(minute),
      type: 'retried',
      status: 'accepted',
      twilioSid: sidOf(id),
      errorCode: 30008,
      detail: 'by ops',
    });
  });

  it('is sent with the attempts of a new one', async () => {
    const id = await undelivered();
    await retry({ id });
    expect(await attemptOf(id, later(minute))).toMatchObject({ attempt: 2, attemptsBefore: 1 });
    await test.store.record({ ...submitted(id, 'SMnew'), attempt: 2, at: later(2 * minute) });
    expect((await find(id)).message).toMatchObject({
      status: 'sent',
      twilioSid: 'SMnew',
      sentAt: later(2 * minute),
      attempts: 2,
    });
  });

  it.each(['accepted', 'sending'] as const)('and is %s is not moved by a late callback of before', async (status) => {
    const id = await undelivered();
    await retry({ id });
    if (status === 'sending') await test.claim(id, later(minute));
    for (const reported of ['sent', 'delivered'] as const)
      expect(
        await test.store.settleMessage(settlement({ messageId: id, status: reported, at: later(minute + 1) })),
      ).toEqual({ kind: 'kept' });
    expect((await find(id)).message.status).toBe(status);
    const fresh = settlement({ messageId: id, status: 'delivered', twilioSid: `SMfresh${status}` });
    expect(await test.store.settleMessage(fresh)).toEqual({ kind: 'moved' });
  });

  it('is not moved by a late result of an attempt of before', async () => {
    const id = await undelivered();
    await retry({ id });
    const late: Recording[] = [
      submitted(id, `SMlate${id}`),
      {
        ...submitted(id),
        outcome: { kind: 'rejected', message: 'x' },
        statusUpdate: { status: 'failed', errorMessage: 'x' },
      },
    ];
    await test.claim(id, later(minute));
    for (const recording of late) await test.store.record(recording);
    const { message: recorded } = await find(id);
    expect(recorded.status).toBe('sending');
    expect(recorded).not.toHaveProperty('twilioSid');
  });

  it('does not get what Twilio made of it before when it is looked for', async () => {
    const id = await undelivered();
    await retry({ id });
    expect(await test.store.findSidOwners(id, [sidOf(id), 'SMfree'])).toMatchObject([
      { twilioSid: sidOf(id), isOfPair: true },
    ]);
  });

  it('has its time of validity again, each time as long', async () => {
    const id = await accepted({ validUntil: later(10 * minute) });
    for (const at of [later(20 * minute), later(50 * minute)]) {
      await test.store.expireOverdue(at, 100);
      await retry({ id }, { at });
      expect((await find(id)).message).toMatchObject({
        status: 'accepted',
        validUntil: new Date(at.getTime() + 10 * minute),
      });
    }
  });

  it('is retried once when 20 ask at the same time', async () => {
    const id = await undelivered();
    const retried = await Promise.all(Array.from({ length: 20 }, () => retry({ id })));
    expect(retried.filter((each) => each.kind === 'retried' && each.jobs.length)).toHaveLength(1);
  });
});

describe('what is not retried', () => {
  it.each(['accepted', 'sent', 'delivered', 'canceled'] as const)('is a message that is %s', async (status) => {
    const id = await accepted();
    if (status === 'canceled') await test.store.saveCancellations(cancellation(id, noon));
    if (status === 'sent' || status === 'delivered')
      await test.store.settleMessage(settlement({ messageId: id, status }));
    expect(await retry({ id })).toEqual({ kind: 'retried', jobs: [], refused: 0 });
    expect((await find(id)).message.status).toBe(status);
  });

  it('is one whose recipient opted out', async () => {
    const id = await undelivered(21610);
    expect(await retry({ id })).toEqual({ kind: 'retried', jobs: [], refused: 1 });
    expect((await find(id)).message.status).toBe('undelivered');
  });
});

const jobsOf = (retried: Awaited<ReturnType<typeof retry>>) =>
  retried.kind === 'retried' ? retried.jobs.map(({ messageId }) => messageId).toSorted() : retried;

describe('a retry by filter', () => {
  it('takes those that fit all of it, the oldest first', async () => {
    const reference = 'by filter';
    const ids = [];
    for (let n = 0; n < 4; n++) ids.push(await undelivered(30008, { reference, createdAt: later(n) }));
    await undelivered(30005, { reference });
    await undelivered(21610, { reference });
    const first = await retry({ reference, errorCode: 30008, createdFrom: later(1), limit: 2 });
    expect(jobsOf(first)).toEqual(ids.slice(1, 3));
    const next = await retry({ reference, errorCode: 30008, createdBefore: later(3) });
    expect(jobsOf(next)).toEqual(ids.slice(0, 1));
    expect(await retry({ reference, errorCode: 21610 })).toMatchObject({ jobs: [], refused: 1 });
    expect(await retry({ reference, statuses: ['expired'] })).toMatchObject({ jobs: [], refused: 0 });
  });

  it('leaves one alone that Twilio may have delivered, unless it is named', async () => {
    const [id, reference] = [message().id, 'unknown-outcome'];
    await test.store.insertMessage(message({ id, reference }));
    await test.claim(id, noon);
    const claim = { messageId: id, attempt: 1, claimedAt: noon, at: noon };
    await test.store.giveUp({ ...claim, detail: 'no answer' });
    expect(await retry({ reference })).toMatchObject({ jobs: [], refused: 1 });
    expect(await retry({ id })).toMatchObject({ jobs: [{ messageId: id }], refused: 0 });
  });
});

describe('a retry with an Idempotency-Key', () => {
  it('happens once, even for two simultaneous requests, and returns the first result again', async () => {
    const reference = 'keyed';
    await Promise.all([undelivered(30008, { reference }), undelivered(30008, { reference })]);
    const key = idempotencyKey('retry keyed');
    const both = await Promise.all([retry({ reference }, { key }), retry({ reference }, { key })]);
    expect(both.filter(({ kind }) => kind === 'retried')).toHaveLength(1);
    await undelivered(30008, { reference });
    expect(await retry({ reference }, { key })).toEqual({ kind: 'repeated', retried: 2, refused: 0 });
  });

  it('does nothing when the key came before with another request', async () => {
    const id = await undelivered();
    await test.store.insertMessage(message(), idempotencyKey('made a message', 'retry'));
    for (const key of [idempotencyKey('made a message', 'retry'), idempotencyKey('retry keyed', 'another')])
      expect(await retry({ id }, { key })).toEqual({ kind: 'reused' });
    expect((await find(id)).message.status).toBe('undelivered');
  });

  it('for one message does not spend the key while there is nothing to do', async () => {
    const id = await accepted();
    const key = idempotencyKey('later');
    expect(await retry({ id }, { key })).toMatchObject({ kind: 'retried', jobs: [] });
    await test.store.settleMessage(settlement({ messageId: id, status: 'failed' }));
    expect(await retry({ id }, { key })).toMatchObject({ kind: 'retried', jobs: [{ messageId: id }] });
    expect(await retry({ id }, { key })).toMatchObject({ kind: 'repeated' });
  });
});
