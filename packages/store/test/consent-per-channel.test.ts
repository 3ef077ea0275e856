import type { Channel } from '@recado/contract';
import type { RecordedTemplate } from '@recado/messaging';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { later, message, noon, template } from './support/samples.ts';
import { openFallbackStore, second, type FallbackStore } from './support/fallback-store.ts';

let test: FallbackStore;
beforeAll(async () => {
  test = await openFallbackStore();
});
beforeEach(() => test.store.changeSettings({ marketingRequiresConsent: { whatsapp: true, sms: true } }, noon));
afterAll(() => test[Symbol.asyncDispose]());

const hour = 3_600 * second;

let met = 0;
const newPerson = () => `+55119${String(65_000_000 + (met += 1))}`;

const say = (to: string, channel: Channel, granted: boolean) =>
  test.store.insertConsent({
    to,
    channel,
    granted,
    occurredAt: noon,
    recordedAt: later(second),
    source: 'checkout',
    words: 'Quero receber ofertas',
    by: 'shop',
  });

const needSms = (sms: boolean) =>
  test.store.changeSettings({ marketingRequiresConsent: { whatsapp: true, sms } }, noon);

/** The id of a fallback SMS of WhatsApp marketing with consent. */
const fallenBack = async (to: string): Promise<string> => {
  await say(to, 'whatsapp', true);
  const made = { to, category: 'marketing', windowUntil: later(11 * hour) } as const;
  const { id, smsId } = await test.withFallback({}, made);
  await test.sent(id);
  await test.report(id, 'failed', true);
  expect(await test.leaveAt(later(6 * second))).toEqual([smsId]);
  return smsId;
};

const becomesOf = async (id: string) => {
  await test.claim(id, later(7 * second));
  const { status, reason } = (await test.find(id)).message;
  return reason === undefined ? status : `${status} ${reason}`;
};

describe('the SMS of marketing by WhatsApp', () => {
  it.each<[string, boolean | undefined, boolean, string]>([
    ['does not go to who agreed to WhatsApp alone', undefined, true, 'suppressed no_consent'],
    ['does not go to who refused SMS', false, true, 'suppressed no_consent'],
    ['goes to who agreed to SMS as well', true, true, 'sending'],
    ['goes to who never spoke of SMS where SMS needs no consent', undefined, false, 'sending'],
    ['does not go to who refused SMS, though it needs no consent', false, false, 'suppressed no_consent'],
  ])('%s', async (_what, bySms, isNeeded, decision) => {
    await needSms(isNeeded);
    const to = newPerson();
    if (bySms !== undefined) await say(to, 'sms', bySms);
    expect(await becomesOf(await fallenBack(to))).toBe(decision);
  });

  it('keeps to the hours for marketing when WhatsApp gives up at night', async () => {
    const to = newPerson();
    await say(to, 'sms', true);
    const smsId = await fallenBack(to);
    expect(await test.claim(smsId, later(12 * hour))).toEqual({ kind: 'early', at: later(24 * hour) });
  });
});

describe('marketing by SMS', () => {
  it.each<[string, Channel, boolean, string]>([
    ['is refused to who agreed to WhatsApp alone', 'whatsapp', true, 'excluded'],
    ['is accepted to who agreed to SMS', 'sms', true, 'created'],
    ['is accepted where it needs no consent, even if WhatsApp needs one', 'whatsapp', false, 'created'],
  ])('%s', async (_what, channel, isNeeded, kind) => {
    await needSms(isNeeded);
    const to = newPerson();
    await say(to, channel, true);
    const made = message({ to, category: 'marketing', channel: 'sms', senderId: 'texts', windowUntil: later(hour) });
    expect(await test.store.insertMessage(made)).toMatchObject({ kind });
  });
});

describe('the SMS of an order by WhatsApp, whose template has become marketing', () => {
  const promotion = { kind: 'template', name: 'offer', language: 'pt_BR', variables: {} } as const;
  const changes: [string, Partial<RecordedTemplate>][] = [
    ['in Recado', { category: 'marketing' }],
    ['in the eyes of WhatsApp', { approval: { category: 'marketing', checkedAt: noon } }],
  ];

  const afterOrder = async (to: string, change: Partial<RecordedTemplate>): Promise<string> => {
    const before = await test.store.saveTemplate(template({ name: 'offer', body: 'Ofertas', variables: [] }));
    await test.store.recordRefreshes([{ before, after: { ...before, ...change } }]);
    const { id, smsId } = await test.withFallback({ content: promotion }, { to });
    await test.sent(id);
    await test.report(id, 'failed', true);
    expect(await test.leaveAt(later(6 * second))).toEqual([smsId]);
    return smsId;
  };

  it.each(changes)('%s, needs consent', async (_where, change) => {
    const smsId = await afterOrder(newPerson(), change);
    // The first claim finds that the hours for marketing are open.
    await test.claim(smsId, later(6.5 * second));
    expect(await becomesOf(smsId)).toBe('suppressed no_consent');
  });

  it.each(changes)('%s, keeps to the hours for marketing', async (_where, change) => {
    const to = newPerson();
    await say(to, 'sms', true);
    const smsId = await afterOrder(to, change);
    expect(await test.claim(smsId, later(12 * hour))).toEqual({ kind: 'early', at: later(24 * hour) });
    expect((await test.find(smsId)).message.category).toBe('marketing');
  });
});
