import { estimateCampaign } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { presentEstimate } from '../../present/present-estimate.ts';
import { readTogether } from '../../read-together.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Parameters<typeof estimateCampaign>[0];

/** Reads a whole audience: those who ask for it at the same time share one answer. */
export const getEstimate = (deps: Deps): RequestHandler => {
  const estimate = readTogether((id: string) => estimateCampaign(deps, id));
  return async (request, response) => {
    response.json(presentEstimate(await estimate(campaignIdOf(request))));
  };
};
