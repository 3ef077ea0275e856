import { PatchCampaign } from '@recado/contract';
import { patchCampaign as patch } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { callerOf } from '../../auth/caller.ts';
import { parse } from '../../http/parse.ts';
import { answerTold } from './answer-told.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Parameters<typeof patch>[0];

export const patchCampaign =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const wish = parse(PatchCampaign, request.body);
    const { name: by, id: byId } = callerOf(response);
    answerTold(response, await patch(deps, id, wish, { by, byId }));
  };
