import { PreviewQuery } from '@recado/contract';
import { previewCampaign } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { noteReveal, type RevealDeps } from '../../auth/note-reveal.ts';
import { viewOf } from '../../auth/view-of.ts';
import { parse } from '../../http/parse.ts';
import { presentPreview } from '../../present/present-preview.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Parameters<typeof previewCampaign>[0] & RevealDeps;

export const getPreview =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const preview = await previewCampaign(deps, id, parse(PreviewQuery, request.query));
    await noteReveal(deps, response, `campaigns/${id}/preview`, 1);
    response.json(presentPreview(preview, viewOf(response)));
  };
