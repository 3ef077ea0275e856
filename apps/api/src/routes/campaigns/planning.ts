import { PreviewQuery, TestCampaign, type TestedCampaign } from '@recado/contract';
import {
  estimateCampaign,
  maskNumber,
  previewCampaign,
  refuseField,
  testSend,
  type TestSendResult,
} from '@recado/messaging';
import type { RequestHandler, Response } from 'express';
import { lookedUpNumber, writeRevealEntry, type LookupDeps, type RevealDeps } from '../../auth/audit.ts';
import { actorOf, callerOf, may, viewOf, type View } from '../../auth/caller.ts';
import { sessionOf } from '../../auth/sessions.ts';
import { readTogether } from '../../cached-settings.ts';
import { parse, readIdempotencyKey } from '../../http/parse.ts';
import { presentEstimate, presentPreview } from '../../present/campaign.ts';
import { campaignIdOf } from './campaigns.ts';

type GetEstimateDeps = Parameters<typeof estimateCampaign>[0];

/** Reads a whole audience: those who ask for it at the same time share one answer. */
export const getEstimate = (deps: GetEstimateDeps): RequestHandler => {
  const estimate = readTogether((id: string) => estimateCampaign(deps, id));
  return async (request, response) => {
    response.json(presentEstimate(await estimate(campaignIdOf(request))));
  };
};

type GetPreviewDeps = Parameters<typeof previewCampaign>[0] & RevealDeps & LookupDeps;

export const getPreview =
  (deps: GetPreviewDeps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const query = parse(PreviewQuery, request.query);
    const object = `campaigns/${id}/preview`;
    const to = query.to === undefined ? undefined : await lookedUpNumber(deps, response, query.to, object);
    const preview = await previewCampaign(deps, id, { ...query, ...(to !== undefined && { to }) });
    await writeRevealEntry(deps, response, object, 1);
    const view = viewOf(response);
    // A person who prepares campaigns sees each text before it is sent. A key needs pii:read.
    const texts = view.unmasked || (callerOf(response).session !== undefined && may(response, 'campaigns:write'));
    response.json(presentPreview(preview, { ...view, texts }));
  };

/** Answers 202 once each message is committed; a repeated request names the same ones. */
export const postTest =
  (deps: Parameters<typeof testSend>[0]): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const { to_me: toMe, ...input } = parse(TestCampaign, request.body);
    const to = toMe ? [...input.to, ownNumberOf(response)] : input.to;
    const key = readIdempotencyKey(request, response);
    const results = await testSend(deps, id, { ...input, to }, { actor: actorOf(response), key });
    const view = viewOf(response);
    const tested: TestedCampaign = { data: results.map((result) => present(result, view)) };
    response.status(202).json(tested);
  };

/** A key has no number of its own. */
const ownNumberOf = (response: Response): string => {
  const number = callerOf(response).session && sessionOf(response).user.ownNumber;
  if (number !== undefined) return number;
  throw refuseField('to_me', 'no_own_number', 'needs a session of a person whose profile has a number');
};

const present = ({ to, ...end }: TestSendResult, { unmasked }: View): TestedCampaign['data'][number] => ({
  to: unmasked ? to : maskNumber(to),
  ...('messageId' in end ? { id: end.messageId } : { refused: end.refused }),
});
