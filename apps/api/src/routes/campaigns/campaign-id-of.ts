import { CampaignId } from '@recado/contract';
import { noSuchCampaign } from '@recado/messaging';
import type { Request } from 'express';

/** A campaign's id from the path. What is no UUID names nothing. */
export const campaignIdOf = (request: Request): string => {
  const id = CampaignId.safeParse(request.params['id']);
  if (!id.success) throw noSuchCampaign();
  return id.data.toLowerCase();
};
