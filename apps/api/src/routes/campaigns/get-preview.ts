import { PreviewQuery } from '@recado/contract';
import { previewCampaign } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { viewOf } from '../../auth/view-of.ts';
import { parse } from '../../http/parse.ts';
import { presentPreview } from '../../present/present-preview.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Parameters<typeof previewCampaign>[0];

export const getPreview =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const preview = await previewCampaign(deps, campaignIdOf(request), parse(PreviewQuery, request.query));
    response.json(presentPreview(preview, viewOf(response)));
  };
