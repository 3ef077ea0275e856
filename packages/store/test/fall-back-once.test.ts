import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, sidOf, submitted } from './support/samples.ts';
import { openFallbackStore, second, type FallbackStore } from './support/fallback-store.ts';

let test: FallbackStore;
beforeAll(async () => {
  test = await openFallbackStore();
});
afterAll(() => test[Symbol.asyncDispose]());

describe('of one message', () => {
  it('one SMS leaves, when callbacks and timers of many workers come at the same time', async () => {
    const pairs = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const pair = await test.withFallback({ after: 1 });
        await test.sent(pair.id);
        return pair;
      }),
    );
    const stores = [test.store, test.another(), test.another()];
    const jobs = await Promise.all([
      ...Array.from({ length: 12 }, (_, n) => stores[n % 3]?.fallBack(later(2 * second), 20)),
      ...pairs.map(({ id }) => test.report(id, 'undelivered', true)),
    ]);
    const left = jobs.flatMap((each) => (each && 'jobs' in each ? each.jobs.map(({ messageId }) => messageId) : []));
    left.push(...(await test.leaveAt(later(3 * second))), ...(await test.leaveAt(later(9 * second))));
    expect(left.toSorted()).toEqual(pairs.map(({ smsId }) => smsId).toSorted());
  });

  it('one alone is delivered or canceled, when it is delivered on WhatsApp in that moment', async () => {
    const pairs = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const pair = await test.withFallback({ after: 1 });
        await test.sent(pair.id);
        return pair;
      }),
    );
    const other = test.another();
    await Promise.all([
      ...pairs.map(({ id }) => test.report(id, 'delivered')),
      ...Array.from({ length: 6 }, () => other.fallBack(later(2 * second), 20)),
    ]);
    const claims = await Promise.all(pairs.map(({ smsId }) => test.claim(smsId, later(3 * second))));
    expect(claims).toEqual(pairs.map(() => ({ kind: 'over' })));
  });

  it.each([
    ['accepted', 0],
    ['failed', 1],
  ] as const)('that is retried, while its SMS is %s, %i are taken', async (status, taken) => {
    const { id, smsId } = await test.withFallback();
    await test.sent(id);
    await test.report(id, 'failed', true);
    await test.leaveAt(later(6 * second));
    if (status === 'failed') await test.report(smsId, 'failed');
    const filter = { id, statuses: ['failed', 'undelivered', 'expired'] as const, limit: 1 };
    const retried = await test.store.saveRetries({ filter, at: later(60_000), by: 'ops', neverAfter: [] });
    expect(retried.kind === 'retried' && retried.jobs).toHaveLength(taken);
  });

  it('the SMS waits again when the message is retried before the SMS was needed', async () => {
    const { id, smsId } = await test.withFallback({ after: 60 });
    await test.sent(id);
    await test.report(id, 'failed');
    expect(await test.leaveAt(later(100 * second))).toEqual([]);
    const filter = { id, statuses: ['failed'] as const, limit: 1 };
    await test.store.saveRetries({ filter, at: later(200 * second), by: 'ops', neverAfter: [] });
    await test.claim(id, later(200 * second));
    await test.store.record({ ...submitted(id, `${sidOf(id)}x`), attempt: 2, at: later(201 * second) });
    expect(await test.leaveAt(later(260 * second))).toEqual([]);
    expect(await test.leaveAt(later(261 * second))).toEqual([smsId]);
  });
});
