import type { Campaign } from '@recado/contract';
import { findCampaignHistory } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { presentCampaign, presentCampaignEvent } from '../../present/present-campaign.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Parameters<typeof findCampaignHistory>[0];

export const getCampaign =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { campaign, events } = await findCampaignHistory(deps, campaignIdOf(request));
    const found: Campaign = { ...presentCampaign(campaign), events: events.map(presentCampaignEvent) };
    response.json(found);
  };
