import { Consent } from '@recado/contract';
import type { RecordedConsent } from '@recado/messaging';
import { expect, it } from 'vitest';
import { presentConsent } from './contact.ts';

const recorded: RecordedConsent = {
  sequence: 7,
  hash: Buffer.alloc(32, 1),
  to: '+5511987654321',
  channel: 'whatsapp',
  granted: true,
  occurredAt: new Date('2026-11-20T12:00:00Z'),
  recordedAt: new Date('2026-11-20T12:01:00Z'),
  source: 'checkout',
  words: 'Quero receber ofertas',
  by: 'marketing',
};

it('names the campaign whose basis says so', () => {
  const campaignId = '019a0000-0000-7000-8000-0000000000c1';
  expect(Consent.parse(presentConsent({ ...recorded, campaignId }))).toMatchObject({
    campaign_id: campaignId,
    hash: '01'.repeat(32),
  });
});

it('names none when the person said so, and never the number', () => {
  const shown = presentConsent(recorded);
  expect(shown).not.toHaveProperty('campaign_id');
  expect(JSON.stringify(shown)).not.toContain('98765');
});
