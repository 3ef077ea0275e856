import { SendingWindow } from '@recado/contract';
import { expect, it, vi } from 'vitest';
import { draftOf } from '../../test/support/draft.ts';
import type { Balance } from '../pricing/budget-alerts.ts';
import type { PriceList } from '../pricing/prices.ts';
import type { RecordedSender } from '../senders/sender.ts';
import { defaultMarketingWindow } from '../sending-window/window.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import { estimateVersion, type RecordedCampaign } from './campaign.ts';
import type { AudiencePart } from './duration.ts';
import type { RemainingCosts } from './lifecycle.ts';
import { estimateCampaign } from './estimate.ts';
import type { AudienceMember } from './preview.ts';

// 12:00 in São Paulo, 11:00 in Manaus.
const now = new Date('2026-11-22T15:00:00Z');

const campaign = (change: Partial<RecordedCampaign> = {}): RecordedCampaign => draftOf(now, change);

const sender = (id: string, change: Partial<RecordedSender> = {}): RecordedSender => ({
  id,
  channel: 'whatsapp',
  address: '+551150289876',
  mps: 10,
  dailyLimit: null,
  paused: false,
  createdAt: now,
  updatedAt: now,
  ...change,
});

const none = { people: 0, units: 0, extra: 0 };

const part = (people: number, change: Partial<AudiencePart> = {}): AudiencePart => ({
  people,
  units: people,
  country: 'BR',
  zones: ['America/Sao_Paulo'],
  place: 0,
  unicode: none,
  fallbacks: { people: 0, units: 0, unicode: none },
  ...change,
});

const member = (variables: Record<string, string>): AudienceMember => ({
  id: 'm',
  line: 2,
  to: '+5511987654321',
  content: { kind: 'template', name: 'promotion', language: 'pt_BR', variables },
  fallback: { kind: 'body', body: 'Só amanhã' },
});

const prices: PriceList = {
  currency: 'USD',
  prices: [
    { channel: 'whatsapp', category: 'marketing', country: 'BR', amount: '0.0675' },
    { channel: 'sms', category: 'marketing', country: '*', amount: '0.05' },
  ],
  version: 3,
  isExample: false,
  updatedAt: now,
};

const basis = { campaignId: 'cmp', version: 1, audienceVersion: 1, pricesVersion: 3 };

const world = (parts: AudiencePart[], change: Partial<RecordedCampaign> = {}) => ({
  clock: () => now,
  loadCampaign: async () => campaign(change),
  findEstimateBasis: vi.fn(async (): Promise<typeof basis | undefined> => basis),
  findSenders: async () => [sender('store'), sender('second')],
  findTemplate: async (): Promise<RecordedTemplate | undefined> => ({
    name: 'promotion',
    language: 'pt_BR',
    channel: 'sms',
    category: 'marketing',
    contentSid: 'HX1',
    body: `{{nome}}, ${'promo '.repeat(20)}{{palavra}}`,
    variables: ['nome', 'palavra'],
    createdAt: now,
    updatedAt: now,
  }),
  findPrices: async (): Promise<PriceList | undefined> => prices,
  findBalance: async (): Promise<Balance | undefined> => undefined,
  findRemainingCosts: async (): Promise<RemainingCosts> => ({}),
  findSettings: async () => ({ marketingWindow: defaultMarketingWindow }),
  findAudienceParts: vi.fn(async () => parts),
  findUnicodeMembers: async (): Promise<AudienceMember[]> => [member({ nome: 'João' }), member({ nome: 'Zoë 😀' })],
});

const estimate = (parts: AudiencePart[], change?: Partial<RecordedCampaign>) =>
  estimateCampaign(world(parts, change), campaign().id);

it('counts people who get a message and people who are excluded, by reason', async () => {
  const parts = [
    part(700),
    part(200, { place: 1 }),
    part(60, { reason: 'opted_out' }),
    part(40, { reason: 'no_consent' }),
  ];
  expect(await estimate(parts)).toMatchObject({
    people: 1000,
    toSend: { people: 900 },
    excluded: { opted_out: 60, no_consent: 40 },
  });
});

it('says which characters make an SMS longer, also of people’s own values, and what they cost', async () => {
  const unicode = { people: 60, units: 120, extra: 60 };
  const parts = [part(100, { units: 160, unicode }), part(9, { reason: 'opted_out', unicode })];
  const sms = await estimate(parts, { channel: 'sms', variables: { palavra: 'amanhã só' } });
  expect(sms.unicode).toEqual({
    characters: ['ã', 'ó', 'ë', '😀'],
    people: 60,
    segments: 120,
    segmentsInGsm7: 60,
    extra: { amount: '3.00', currency: 'USD' },
  });
  expect(await estimate([part(100)], { channel: 'sms' })).not.toHaveProperty('unicode');
});

it('says the same of a fallback SMS', async () => {
  const unicode = { people: 90, units: 270, extra: 180 };
  const parts = [part(100, { fallbacks: { people: 90, units: 270, unicode } })];
  const { fallback, unicode: own } = await estimate(parts, {
    variables: { palavra: 'hoje' },
    fallback: { channel: 'sms', body: 'Só amanhã' },
  });
  expect(own).toBeUndefined();
  expect(fallback?.unicode).toEqual({
    characters: ['ó', 'ã'],
    people: 90,
    segments: 270,
    segmentsInGsm7: 90,
    extra: { amount: '9.00', currency: 'USD' },
  });
});

it('excludes people if the window never opens in their time zones', async () => {
  const apart = part(5, { zones: ['America/Sao_Paulo', 'Asia/Tokyo'] });
  expect(await estimate([part(10), apart, { ...apart, people: 3, reason: 'opted_out' }])).toMatchObject({
    toSend: { people: 10 },
    excluded: { window_never_opens: 8 },
    beyondAYear: 0,
  });
});

it('costs what the price list says, and names what has no price in it', async () => {
  const parts = [part(1000), part(10, { country: 'PT' }), part(1, { reason: 'opted_out' })];
  expect(await estimate(parts, { budget: { amount: '67.49', currency: 'USD' } })).toMatchObject({
    priced: { cost: { amount: '67.50', currency: 'USD' }, unpriced: ['PT'] },
    isWithinBudget: false,
    countries: [
      { country: 'BR', people: 1000, cost: { amount: '67.50', currency: 'USD' } },
      { country: 'PT', people: 10 },
    ],
  });
  expect(await estimate(parts, { budget: { amount: '67.5', currency: 'USD' } })).toMatchObject({
    isWithinBudget: true,
  });
});

it('has no cost without a price list', async () => {
  const found = await estimateCampaign({ ...world([part(1)]), findPrices: async () => undefined }, campaign().id);
  expect(found).toMatchObject({ priced: { unpriced: [] }, countries: [{ country: 'BR', people: 1 }] });
  expect(found).not.toHaveProperty('isWithinBudget');
});

it('counts SMS segments, and those of fallback SMS separately', async () => {
  const sms = await estimate([part(100, { units: 200 })], { channel: 'sms' });
  expect(sms).toMatchObject({ toSend: { people: 100, units: 200 }, priced: { cost: { amount: '10.00' } } });
  const fallback = { channel: 'sms', template: 'promotion' } as const;
  const parts = [part(100, { fallbacks: { people: 90, units: 180, unicode: none } })];
  expect(await estimate(parts, { fallback })).toMatchObject({
    priced: { cost: { amount: '6.75' } },
    fallback: { people: 90, units: 180, cost: { amount: '9.00', currency: 'USD' }, unpriced: [] },
  });
});

it("takes as long as the senders' rates and the windows make it, each sender with its own people", async () => {
  const parts = [part(3600 * 10), part(60 * 10, { place: 1 })];
  expect(await estimate(parts)).toMatchObject({
    startsAt: now,
    endsAt: new Date('2026-11-22T16:00:00Z'),
    senders: [
      { senderId: 'store', people: 36_000, rate: 10, endsAt: new Date('2026-11-22T16:00:00Z') },
      { senderId: 'second', people: 600, rate: 10, endsAt: new Date('2026-11-22T15:01:00Z') },
    ],
  });
});

it('keeps marketing that names no window out of the night, and waits for send_at', async () => {
  const night = { sendAt: new Date('2026-11-23T02:00:00Z') };
  expect(await estimate([part(10)], night)).toMatchObject({
    window: defaultMarketingWindow,
    startsAt: new Date('2026-11-23T12:00:00Z'),
  });
  expect(await estimate([part(10)], { ...night, category: 'utility' })).toMatchObject({ startsAt: night.sendAt });
  const window = SendingWindow.parse({ from: '15:00', to: '16:00' });
  expect(await estimate([part(10)], { window })).toMatchObject({ window, startsAt: new Date('2026-11-22T18:00:00Z') });
});

it("keeps to a sender's daily limit", async () => {
  const deps = {
    ...world([part(150)]),
    findSenders: async () => [sender('store', { dailyLimit: 100, peopleLimit: 100, paused: true })],
  };
  expect(await estimateCampaign(deps, campaign().id)).toMatchObject({
    senders: [{ senderId: 'store', isPaused: true }],
    endsAt: new Date('2026-11-23T15:00:05Z'),
  });
});

it('is named by what was there before it was made', async () => {
  const deps = world([part(1)]);
  expect((await estimateCampaign(deps, campaign().id)).version).toBe(estimateVersion(basis));
  const [read = 0] = deps.findEstimateBasis.mock.invocationCallOrder;
  expect(read).toBeLessThan(deps.findAudienceParts.mock.invocationCallOrder[0] ?? 0);
});

it('of a campaign that is not there is refused', async () => {
  const deps = { ...world([]), findEstimateBasis: async () => undefined };
  await expect(estimateCampaign(deps, campaign().id)).rejects.toMatchObject({ type: 'not-found' });
});

it('shows the balance of the account, and whether it pays for the campaign', async () => {
  const balance = { amount: '6.75', currency: 'USD', readAt: now };
  const of = async (people: number, change: Partial<RecordedCampaign> = {}, found: Balance = balance) =>
    (await estimateCampaign({ ...world([part(people)], change), findBalance: async () => found }, campaign().id))
      .balance;
  expect(await of(100)).toEqual({ ...balance, isEnough: true });
  expect(await of(101)).toEqual({ ...balance, isEnough: false });
  expect(await of(101, { budget: { amount: '6', currency: 'USD' } })).toEqual({ ...balance, isEnough: true });
  expect(await of(101, {}, { ...balance, currency: 'BRL' })).not.toHaveProperty('isEnough');
});
