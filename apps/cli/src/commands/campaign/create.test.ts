import { expect, test } from 'vitest';
import { audienceOf, SettingsOptions, toCampaign } from './create.ts';

const requestOf = (options: object) =>
  JSON.parse(
    JSON.stringify(toCampaign(SettingsOptions.parse({ name: 'Natal', template: 'promotion', ...options }))),
  ) as unknown;

test('what was not given is not sent', () => {
  expect(requestOf({})).toEqual({ name: 'Natal', template: 'promotion' });
});

test('all that a campaign can be set up with is sent by its names', () => {
  const options = {
    language: 'pt_BR',
    var: ['discount=15'],
    senders: ['store', 'outlet'],
    sendAt: '2026-12-24T09:00:00-03:00',
    window: '09:00-20:00',
    days: ['mon', 'tue'],
    timezone: 'recipient',
    validFor: '3600',
    budget: '120USD',
    frequencyCap: '2/P7D',
    fallbackBody: 'Oi',
    fallbackAfter: 'PT10M',
    consentSource: 'loja',
    consentEvidence: 'ficha 2026',
    exclude: ['c1'],
    dryRun: true,
  };
  expect(requestOf(options)).toEqual({
    name: 'Natal',
    template: 'promotion',
    language: 'pt_BR',
    variables: { discount: '15' },
    senders: ['store', 'outlet'],
    send_at: '2026-12-24T09:00:00-03:00',
    window: { from: '09:00', to: '20:00', days: ['mon', 'tue'], timezone: 'recipient' },
    valid_for: 3600,
    budget: { amount: '120', currency: 'USD' },
    frequency_cap: { messages: 2, period: 'P7D' },
    fallback: { channel: 'sms', body: 'Oi', after: 'PT10M' },
    consent: { source: 'loja', evidence: 'ficha 2026' },
    exclude: { campaigns: ['c1'] },
    dry_run: true,
  });
});

test.each([
  ['days without a window', { days: ['mon'] }, /--window/],
  ['a cap without a period', { frequencyCap: '2' }, /2\/P7D/],
  ['half a consent', { consentSource: 'loja' }, /--consent-evidence/],
  ['a fallback without a text', { fallbackAfter: '60' }, /--fallback-body/],
])('%s is a mistake', (_what, options, said) => expect(() => requestOf(options)).toThrow(said));

test('people of an earlier campaign are named by the campaign and their conditions', () => {
  expect(audienceOf({ fromCampaign: 'c1', where: ['not_read'], after: 'P2D' })).toEqual({
    from_campaign: 'c1',
    where: ['not_read'],
    after: 'P2D',
  });
  expect(audienceOf({})).toBeUndefined();
  expect(() => audienceOf({ fromCampaign: 'c1' })).toThrow('--where');
  expect(() => audienceOf({ where: ['failed'] })).toThrow('--from-campaign');
});
