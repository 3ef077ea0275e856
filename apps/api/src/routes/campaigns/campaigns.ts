import { CreateCampaign } from '@recado/contract';
import { createCampaign } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { parse } from '../../http/parse.ts';
import { answerTold } from './answer-told.ts';
import { askedBy } from './asked-by.ts';

type Deps = Parameters<typeof createCampaign>[0];

/** Answers 201 once the draft is committed, or as it did when the same request came before. */
export const postCampaign =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const wish = parse(CreateCampaign, request.body);
    const told = await createCampaign(deps, wish, askedBy(request, response));
    answerTold(response.status(201).location(`/v1/campaigns/${told.campaign.id}`), told);
  };
