import type { Campaign, CampaignProgress } from '@recado/contract';
import { findCampaignHistory } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { presentCampaign, presentCampaignEvent } from '../../present/campaign.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Parameters<typeof findCampaignHistory>[0] & {
  progressOf: (id: string) => Promise<CampaignProgress>;
};

export const getCampaign =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const [{ campaign, events }, progress] = await Promise.all([findCampaignHistory(deps, id), deps.progressOf(id)]);
    const found: Campaign = { ...presentCampaign(campaign), progress, events: events.map(presentCampaignEvent) };
    response.json(found);
  };
