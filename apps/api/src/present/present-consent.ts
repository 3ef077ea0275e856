import type { Consent } from '@recado/contract';
import type { RecordedConsent } from '@recado/messaging';

/** An entry of the ledger as the API shows it. */
export const presentConsent = (consent: RecordedConsent): Consent => ({
  sequence: consent.sequence,
  channel: consent.channel,
  granted: consent.granted,
  occurred_at: consent.occurredAt.toISOString(),
  recorded_at: consent.recordedAt.toISOString(),
  source: consent.source,
  words: consent.words,
  by: consent.by,
  ...(consent.campaignId !== undefined && { campaign_id: consent.campaignId }),
  hash: consent.hash.toString('hex'),
});
