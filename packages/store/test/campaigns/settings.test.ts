import { createCampaign, findCampaignHistory, listCampaigns, patchCampaign } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, noon } from '../support/samples.ts';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const here = (ms = 0) => ({ ...test.store, clock: () => later(ms) });
const by = 'ana';

const whole = {
  name: 'Natal',
  template: 'order_confirmation',
  language: 'pt_BR',
  variables: { order_id: '7' },
  senders: ['second', 'store'],
  channel: 'whatsapp' as const,
  category: 'marketing' as const,
  send_at: '2026-12-01T12:00:00.000Z',
  window: { days: ['mon' as const], from: '09:00', to: '20:00', timezone: 'recipient', holidays: ['2026-12-25'] },
  valid_for: 7200,
  budget: { amount: '120.50', currency: 'USD' },
  fallback: { channel: 'sms' as const, body: 'Oi', after: 600 },
  frequency_cap: { messages: 2, period: 604_800 },
  consent: { source: 'loja', evidence: 'formulário 7' },
  dry_run: true,
};

describe('settings', () => {
  it('come back as they were set, with the sender of the SMS named', async () => {
    const { campaign } = await createCampaign(here(), whole, { by });
    expect(await test.store.loadCampaign(campaign.id)).toEqual(campaign);
    expect(campaign).toMatchObject({
      status: 'draft',
      senderIds: ['second', 'store'],
      sendAt: new Date(whole.send_at),
      window: whole.window,
      validFor: 7200,
      budget: whole.budget,
      fallback: { ...whole.fallback, sender: 'texts' },
      frequencyCap: whole.frequency_cap,
      consent: whole.consent,
      dryRun: true,
      version: 1,
      createdBy: by,
    });
  });

  it('are changed one by one, and taken away by null', async () => {
    const { campaign } = await createCampaign(here(), whole, { by });
    const changed = await patchCampaign(
      here(),
      campaign.id,
      { name: 'Ano Novo', budget: null, fallback: null },
      { by },
    );
    const { budget: _budget, fallback: _fallback, ...kept } = campaign;
    expect(changed.campaign).toEqual({ ...kept, name: 'Ano Novo', version: 2, updatedAt: noon });
    expect((await findCampaignHistory(here(), campaign.id)).events.at(-1)).toMatchObject({
      type: 'changed',
      by,
      detail: { fields: 'name, budget, fallback' },
    });
  });

  it('are changed by one of two who do so at once, or by one after the other', async () => {
    const { campaign } = await createCampaign(here(), whole, { by });
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => patchCampaign(here(), campaign.id, { name: `name ${n}` }, { by })),
    );
    const after = await test.store.loadCampaign(campaign.id);
    expect(after?.version).toBe(1 + results.filter(({ status }) => status === 'fulfilled').length);
  });
});

it('hold messages up that were fed by the window before', async () => {
  const id = await test.campaign({ recipients: 3, status: 'paused', category: 'utility' });
  await test.audience(id, test.people(3));
  const { jobs } = await test.feedNext(id, 2, { windowUntil: later(3_600_000) });
  await patchCampaign(here(1_000), id, { window: { ...whole.window, from: '10:00' } }, { by });
  await test.sql(`update campaigns set status = 'running' where id = $1`, [id]);
  for (const { messageId } of jobs)
    expect(await test.claim(messageId, later(2_000))).toMatchObject({ kind: expect.not.stringContaining('claimed') });
  const parked = await test.sql(
    `select count(*)::int as n from messages where campaign_id = $1 and due_at = 'infinity'`,
    [id],
  );
  expect(parked).toEqual([{ n: 2 }]);
});

const request = { name: 'Natal', template: 'order_confirmation' };

it('lists the newest first, a page at a time', async () => {
  const { campaign } = await createCampaign(here(86_400_000), request, { by });
  const { campaign: younger } = await createCampaign(here(86_500_000), request, { by });
  const query = { status: 'draft', limit: 1, sort: '-created_at', count: false } as const;
  const first = await listCampaigns(test.store, query);
  expect(first.campaigns.map(({ id }) => id)).toEqual([younger.id]);
  const next = await listCampaigns(test.store, { ...query, cursor: first.nextCursor ?? '' });
  expect(next.campaigns.map(({ id }) => id)).toEqual([campaign.id]);
});
