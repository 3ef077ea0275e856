import { ListCampaigns, type CampaignPage } from '@recado/contract';
import { listCampaigns as list } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { parse } from '../../http/parse.ts';
import { presentCampaign } from '../../present/campaign.ts';

type Deps = Parameters<typeof list>[0];

export const listCampaigns =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { campaigns, nextCursor } = await list(deps, parse(ListCampaigns, request.query));
    const page: CampaignPage = { data: campaigns.map(presentCampaign), next_cursor: nextCursor };
    response.json(page);
  };
