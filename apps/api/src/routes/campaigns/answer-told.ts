import type { Told } from '@recado/messaging';
import type { Response } from 'express';
import { presentCampaign } from '../../present/campaign.ts';

/** Answers with the campaign as the change left it, which for a repeated request may be long ago. */
export const answerTold = (response: Response, { campaign, isRepeat }: Told): void => {
  if (isRepeat) response.set('Idempotent-Replayed', 'true');
  response.json(presentCampaign(campaign));
};
