import type { Campaign, CampaignEvent } from '@recado/contract';
import type { RecordedCampaign, RecordedCampaignEvent } from '@recado/messaging';
import { given } from './given.ts';

/** A campaign as the API shows it: how it was set up, and where it stands. */
export const presentCampaign = (campaign: RecordedCampaign): Campaign => ({
  id: campaign.id,
  name: campaign.name,
  status: campaign.status,
  channel: campaign.channel,
  category: campaign.category,
  template: campaign.templateName,
  language: campaign.templateLanguage,
  variables: campaign.variables,
  senders: campaign.senderIds,
  dry_run: campaign.dryRun,
  recipients: campaign.recipients,
  created_at: campaign.createdAt.toISOString(),
  created_by: campaign.createdBy,
  updated_at: campaign.updatedAt.toISOString(),
  ...given({
    status_reason: campaign.statusReason,
    send_at: campaign.sendAt?.toISOString(),
    window: campaign.window,
    valid_for: campaign.validFor,
    budget: campaign.budget,
    fallback: campaign.fallback,
    frequency_cap: campaign.frequencyCap,
    consent: campaign.consent,
    launched_at: campaign.launchedAt?.toISOString(),
    launched_by: campaign.launchedBy,
    paused_at: campaign.pausedAt?.toISOString(),
    ended_at: campaign.endedAt?.toISOString(),
  }),
});

export const presentCampaignEvent = ({ at, type, by, reason, detail }: RecordedCampaignEvent): CampaignEvent => ({
  at: at.toISOString(),
  type,
  ...given({ by, reason, detail }),
});
