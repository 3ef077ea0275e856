import { RetryCampaign } from '@recado/contract';
import { retryCampaign as retry } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { parse } from '../../http/parse.ts';
import { askedBy } from './asked-by.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Parameters<typeof retry>[0];

/** Sends what failed of a campaign anew, and answers how many. */
export const retryCampaign =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const wish = parse(RetryCampaign, request.body ?? {});
    response.json(await retry(deps, id, wish, askedBy(request, response)));
  };
