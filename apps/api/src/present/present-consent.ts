import type { Consent, ConsentProof as Shown } from '@recado/contract';
import type { ConsentProof, RecordedConsent } from '@recado/messaging';

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
  ...(consent.pending !== undefined && { pending: true }),
  hash: consent.hash.toString('hex'),
});

/** What the ledger proves of a person, whose number is shown as `phone`. */
export const presentProof = (phone: string, { intact, consents }: ConsentProof): Shown => ({
  phone,
  intact,
  consents: consents.map((consent) => ({ ...presentConsent(consent), intact: consent.intact })),
});
