import type { CreateCampaign } from '@recado/contract';
import type { CampaignSettings } from './campaign.ts';

/** The request that would set up a campaign as it is. */
export const wishOf = (settings: CampaignSettings): CreateCampaign => {
  const { templateName, templateLanguage, senderIds, sendAt, validFor, frequencyCap, dryRun, ...same } = settings;
  const { name, channel, category, variables, window, budget, fallback, consent } = same;
  return {
    name,
    template: templateName,
    language: templateLanguage,
    variables,
    senders: senderIds,
    channel,
    category,
    dry_run: dryRun,
    ...(sendAt && { send_at: sendAt.toISOString() }),
    ...(window && { window }),
    ...(validFor !== undefined && { valid_for: validFor }),
    ...(budget && { budget }),
    ...(fallback && { fallback }),
    ...(frequencyCap && { frequency_cap: frequencyCap }),
    ...(consent && { consent }),
  };
};
