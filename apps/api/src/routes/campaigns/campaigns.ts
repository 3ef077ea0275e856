import {
  CampaignId,
  CopyCampaign,
  CreateCampaign,
  HistoryQuery,
  LaunchCampaign,
  ResumeCampaign,
  ListCampaigns,
  PatchCampaign,
  RetryCampaign,
  type Campaign,
  type CampaignPage,
  type CampaignProgress,
  type ChangedCampaign,
} from '@recado/contract';
import {
  campaignHistory,
  copyCampaign as copy,
  createFollowUp,
  findCampaignHistory,
  launchCampaign as launch,
  listCampaigns as list,
  noSuchCampaign,
  patchCampaign as patch,
  progressOf,
  resumeCampaign as resume,
  retryCampaign as retry,
  type CampaignResult,
  type cancelCampaign,
  type IdempotencyKey,
  type pauseCampaign,
  type RecordedProgress,
} from '@recado/messaging';
import { bytesOf } from '@recado/runtime';
import type { Request, RequestHandler, Response } from 'express';
import { callerOf, may } from '../../auth/caller.ts';
import { parse, readIdempotencyKey } from '../../http/parse.ts';
import { spanOf } from '../../http/trace-requests.ts';
import { presentCampaign, presentCampaignEvent, presentHistory, presentProgress } from '../../present/campaign.ts';

type PostCampaignDeps = Parameters<typeof createFollowUp>[0];

/** Answers 201 once the draft is committed, or as it did when the same request came before. */
export const postCampaign =
  (deps: PostCampaignDeps): RequestHandler =>
  async (request, response) => {
    const input = parse(CreateCampaign, request.body);
    const result = await createFollowUp(deps, input, requestContextOf(request, response));
    markRepeat(response.status(201).location(`/v1/campaigns/${result.campaign.id}`), result);
    response.json(presentCampaign(result.campaign));
  };

type GetCampaignDeps = Parameters<typeof findCampaignHistory>[0] & {
  progressOf: (id: string) => Promise<CampaignProgress>;
};

export const getCampaign =
  (deps: GetCampaignDeps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const [{ campaign, events }, progress] = await Promise.all([findCampaignHistory(deps, id), deps.progressOf(id)]);
    const found: Campaign = { ...presentCampaign(campaign), progress, events: events.map(presentCampaignEvent) };
    response.json(found);
  };

export const getHistory =
  (deps: Parameters<typeof campaignHistory>[0]): RequestHandler =>
  async (request, response) => {
    const { step } = parse(HistoryQuery, request.query);
    response.json(presentHistory(await campaignHistory(deps, campaignIdOf(request), step)));
  };

type ListCampaignsDeps = Parameters<typeof list>[0] & {
  clock: () => Date;
  findProgresses: (ids: readonly string[]) => Promise<ReadonlyMap<string, RecordedProgress>>;
};

export const listCampaigns =
  (deps: ListCampaignsDeps): RequestHandler =>
  async (request, response) => {
    const query = parse(ListCampaigns, request.query);
    const { campaigns, nextCursor, total } = await list(deps, query);
    const progresses = query.include ? await deps.findProgresses(campaigns.map(({ id }) => id)) : undefined;
    const now = deps.clock();
    const data = campaigns.map((campaign): Campaign => {
      const progress = progresses?.get(campaign.id);
      return {
        ...presentCampaign(campaign),
        ...(progress && { progress: presentProgress(progressOf(progress, now), now) }),
      };
    });
    const page: CampaignPage = { data, next_cursor: nextCursor, ...(total && { total }) };
    response.json(page);
  };

type CopyCampaignDeps = Parameters<typeof copy>[0];

/** Answers 201 once the draft is committed. */
export const copyCampaign =
  (deps: CopyCampaignDeps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const input = parse(CopyCampaign, request.body ?? {});
    const result = await copy(deps, id, input, requestContextOf(request, response));
    markRepeat(response.status(201).location(`/v1/campaigns/${result.campaign.id}`), result);
    response.json(presentCampaign(result.campaign));
  };

type PatchCampaignDeps = Parameters<typeof patch>[0];

export const patchCampaign =
  (deps: PatchCampaignDeps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const input = parse(PatchCampaign, request.body);
    const { name: by, id: byId } = callerOf(response);
    sendCampaign(response, await patch(deps, id, input, { by, byId }));
  };

type LaunchCampaignDeps = Parameters<typeof launch>[0];

/** The body may be left out; then the estimate's version is not checked. */
export const launchCampaign =
  (deps: LaunchCampaignDeps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const input = parse(LaunchCampaign, request.body ?? {});
    sendCampaign(response, await launch(deps, id, input, requestContextOf(request, response)));
  };

type ResumeCampaignDeps = Parameters<typeof resume>[0];

/** The body may be left out. */
export const resumeCampaign =
  (deps: ResumeCampaignDeps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const { ignore_balance: ignoresBalance } = parse(ResumeCampaign, request.body ?? {});
    sendCampaign(response, await resume(deps, id, { ...requestContextOf(request, response), ignoresBalance }));
  };

type Verb = typeof pauseCampaign | typeof cancelCampaign;
type ControlCampaignDeps = Parameters<Verb>[0];

/** Pauses or cancels: what is so already is answered like what was just done. */
export const controlCampaign =
  (verb: Verb, deps: ControlCampaignDeps): RequestHandler =>
  async (request, response) => {
    sendCampaign(response, await verb(deps, campaignIdOf(request), requestContextOf(request, response)));
  };

type RetryCampaignDeps = Parameters<typeof retry>[0];

/** Retries the failed messages of a campaign and returns their number. */
export const retryCampaign =
  (deps: RetryCampaignDeps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const input = parse(RetryCampaign, request.body ?? {});
    response.json(await retry(deps, id, input, requestContextOf(request, response)));
  };

/**
 * Answers with the campaign as the change left it, which for a repeated request may be long ago. A caller who may not
 * read campaigns sees no more than its status.
 */
const sendCampaign = (response: Response, result: CampaignResult): void => {
  markRepeat(response, result);
  const shown = presentCampaign(result.campaign);
  response.json(
    may(response, 'messages:read') ? shown : ({ id: shown.id, status: shown.status } satisfies ChangedCampaign),
  );
};

const markRepeat = (response: Response, { isRepeat }: CampaignResult): void => {
  if (isRepeat) response.set('Idempotent-Replayed', 'true');
};

type RequestContext = { by: string; byId: string; key: IdempotencyKey | undefined; trace: Buffer | undefined };

/** Returns the caller of a change, and its Idempotency-Key. */
export const requestContextOf = (request: Request, response: Response): RequestContext => {
  const { name, id } = callerOf(response);
  const span = spanOf(response);
  return { by: name, byId: id, key: readIdempotencyKey(request, response), trace: span && bytesOf(span) };
};

/** Returns a campaign's id from the path. A value that is not a UUID is not found. */
export const campaignIdOf = (request: Request): string => {
  const id = CampaignId.safeParse(request.params['id']);
  if (!id.success) throw noSuchCampaign();
  return id.data.toLowerCase();
};
