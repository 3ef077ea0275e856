import { LaunchCampaign } from '@recado/contract';
import { launchCampaign as launch } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { parse } from '../../http/parse.ts';
import { answerTold } from './answer-told.ts';
import { askedBy } from './asked-by.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Parameters<typeof launch>[0];

/** The body may be left out: then nobody asks whether the estimate still holds. */
export const launchCampaign =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const wish = parse(LaunchCampaign, request.body ?? {});
    answerTold(response, await launch(deps, id, wish, askedBy(request, response)));
  };
