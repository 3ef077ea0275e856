import type { cancelCampaign, pauseCampaign, resumeCampaign } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { answerTold } from './answer-told.ts';
import { askedBy } from './asked-by.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Verb = typeof pauseCampaign | typeof resumeCampaign | typeof cancelCampaign;
type Deps = Parameters<Verb>[0];

/** Pauses, resumes or cancels: what is so already is answered like what was just done. */
export const controlCampaign =
  (verb: Verb, deps: Deps): RequestHandler =>
  async (request, response) => {
    answerTold(response, await verb(deps, campaignIdOf(request), askedBy(request, response)));
  };
