import { randomBytes } from 'node:crypto';
import { pauseCampaign } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hexOf } from '../src/postgres/sql.ts';
import { consent, later, message, noon, settlement, submitted } from './support/samples.ts';
import { openCampaignStore, type CampaignStore } from './support/campaign-store.ts';
import { openFallbackStore, second, type FallbackStore } from './support/fallback-store.ts';

const trace = randomBytes(25);

let test: FallbackStore;
let campaigns: CampaignStore;
beforeAll(async () => {
  [test, campaigns] = await Promise.all([openFallbackStore(), openCampaignStore()]);
});
afterAll(() => Promise.all([test[Symbol.asyncDispose](), campaigns[Symbol.asyncDispose]()]));

const marketing = { category: 'marketing', to: '+5511900000001', windowUntil: later(3_600_000) } as const;

describe('the span that created a message', () => {
  it.each([
    ['a transactional message', {}],
    ['marketing', marketing],
  ] as const)('is returned by the claim and by each callback: %s', async (_, change) => {
    await test.store.insertConsent(consent(marketing.to));
    const [traced, other] = [message({ ...change, trace }), message({ to: '+5511900000002' })];
    await Promise.all([traced, other].map((each) => test.store.insertMessage(each)));
    expect(await test.claim(traced.id, noon)).toMatchObject({ message: { trace } });
    expect(await test.claim(other.id, noon)).not.toHaveProperty('message.trace');
    await Promise.all([traced, other].map(({ id }) => test.store.record(submitted(id))));
    const sentAgain = [traced, other].map(({ id }) => settlement({ messageId: id, status: 'sent' }));
    expect(await Promise.all(sentAgain.map(test.store.settleMessage))).toEqual([
      { kind: 'kept', trace },
      { kind: 'kept' },
    ]);
    const delivered = settlement({ messageId: traced.id, status: 'delivered' });
    expect(await test.store.settleMessage(delivered)).toEqual({ kind: 'moved', trace });
  });

  it('is also that of its fallback SMS', async () => {
    const { id, smsId } = await test.withFallback({ after: 60 }, { trace });
    await test.sent(id);
    expect(await test.leaveAt(later(90 * second))).toContain(smsId);
    expect(await test.claim(smsId, later(90 * second))).toMatchObject({ message: { trace } });
  });

  it('has 25 bytes', async () => {
    await expect(test.store.insertMessage(message({ trace: randomBytes(24) }))).rejects.toThrow('messages_trace_check');
  });
});

describe('the span of a launch', () => {
  it('is that of the first message of each step, not of a million messages', async () => {
    const campaign = await campaigns.campaign({ trace: hexOf(trace) });
    await campaigns.audience(campaign, campaigns.people(40, { slot: 7 }));
    for (const units of [10, 20]) await campaigns.feedNext(campaign, units);
    const [counts] = await campaigns.sql('select count(*)::int as all, count(trace)::int as traced from messages');
    expect(counts).toEqual({ all: 30, traced: 2 });
  });

  it('stays with the campaign when it is paused', async () => {
    const campaign = await campaigns.campaign({ trace: hexOf(trace) });
    const deps = { ...campaigns.store, clock: () => noon };
    await pauseCampaign(deps, campaign, {});
    expect((await campaigns.store.loadCampaign(campaign))?.trace).toEqual(trace);
  });
});
