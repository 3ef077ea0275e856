import { createHash } from 'node:crypto';
import type { CreateCampaign, LaunchCampaign } from '@recado/contract';
import { Refusal } from '../errors.ts';
import type { CampaignSettings, RecordedCampaign } from './campaign.ts';
import {
  existing,
  refuseStatus,
  toResult,
  type RequestContext,
  type CampaignChange,
  type Changed,
  type Changing,
} from './change.ts';
import { draftSettings, type DraftDeps } from './draft.ts';

/** The facts that a launch checks together with the campaign. */
export type LaunchFacts = {
  /** An upload to its audience has not come to its end. */
  isImporting: boolean;
  basis: EstimateBasis;
};

export type Launching = Omit<Changing, 'decide'> & {
  decide: (campaign: RecordedCampaign | undefined, facts: LaunchFacts) => CampaignChange | undefined;
};

type Deps = DraftDeps & {
  loadCampaign: (id: string) => Promise<RecordedCampaign | undefined>;
  /** As `changeCampaign`. No upload can begin before it is decided. */
  saveLaunch: (launching: Launching) => Promise<Changed>;
};

/**
 * Freezes a draft's audience and lets it run, at its `send_at` if that is yet to come. One caller does it, however many
 * try. Throws a Refusal when it is no draft, is empty or still being filled, or is not what the estimate showed.
 */
export const launchCampaign = async (deps: Deps, id: string, request: LaunchCampaign, context: RequestContext) => {
  const version = await checkAgain(deps, id);
  const at = deps.clock();
  const changed = await deps.saveLaunch({
    ...context,
    id,
    at,
    decide: (found, facts) => {
      const campaign = existing(found);
      check(campaign, facts, request);
      if (campaign.version !== version)
        throw new Refusal('conflict', 'Another request is changing the campaign. Review it and launch again');
      return launched(campaign, at, context);
    },
  });
  return toResult(changed);
};

const checkEstimate = (basis: EstimateBasis, requested: string | undefined) => {
  if (requested !== undefined && requested !== estimateVersion(basis))
    throw new Refusal(
      'estimate-outdated',
      'The audience, content or prices changed after this estimate. Review a new estimate and launch with its version',
    );
};

const check = (campaign: RecordedCampaign, { isImporting, basis }: LaunchFacts, request: LaunchCampaign) => {
  if (campaign.status !== 'draft') throw refuseStatus(campaign, 'only a draft can be launched');
  if (isImporting)
    throw new Refusal('conflict', 'A file is being imported into the audience. Launch when the import is done');
  if (campaign.recipients === 0)
    throw new Refusal('conflict', 'The campaign has no recipients: POST them to /v1/campaigns/:id/recipients first');
  checkEstimate(basis, request.estimate_version);
};

const launched = (campaign: RecordedCampaign, at: Date, { by }: RequestContext): CampaignChange => ({
  state: {
    status: campaign.sendAt && campaign.sendAt > at ? 'scheduled' : 'running',
    launchedAt: at,
    ...(by !== undefined && { launchedBy: by }),
  },
  opensCursors: true,
  event: { type: 'launched', detail: { recipients: campaign.recipients } },
});

/** Checks the settings again: templates, senders or prices may have changed, and the time may have passed. */
const checkAgain = async (deps: Deps, id: string): Promise<number> => {
  const campaign = existing(await deps.loadCampaign(id));
  if (campaign.status === 'draft') await draftSettings(deps, toCreateRequest(campaign));
  return campaign.version;
};

/** The request that would set up a campaign as it is. */
export const toCreateRequest = (settings: CampaignSettings): CreateCampaign => {
  const { templateName, templateLanguage, senderIds, sendAt, validFor, frequencyCap, dryRun, ...same } = settings;
  const { name, channel, category, variables, window, budget, fallback, consent } = same;
  return {
    name,
    template: templateName,
    language: templateLanguage,
    variables,
    senders: senderIds,
    channel,
    category,
    dry_run: dryRun,
    ...(sendAt && { send_at: sendAt.toISOString() }),
    ...(window && { window }),
    ...(validFor !== undefined && { valid_for: validFor }),
    ...(budget && { budget }),
    ...(fallback && { fallback }),
    ...(frequencyCap && { frequency_cap: frequencyCap }),
    ...(consent && { consent }),
  };
};

/** Everything that an estimate is made from, as versions and times of change. */
export type EstimateBasis = {
  /** The estimate of one campaign launches no other. */
  campaignId: string;
  /** The campaign's. */
  version: number;
  audienceVersion: number;
  templateUpdatedAt?: Date;
  fallbackTemplateUpdatedAt?: Date;
  /** The version of the price list, if there is one. */
  pricesVersion?: number;
};

/** A name for what was estimated: another one as soon as the settings, the audience, the content or the prices change. */
export const estimateVersion = (basis: EstimateBasis): string => {
  const { campaignId, version, audienceVersion, templateUpdatedAt, fallbackTemplateUpdatedAt, pricesVersion } = basis;
  const parts = [
    campaignId,
    version,
    audienceVersion,
    templateUpdatedAt,
    fallbackTemplateUpdatedAt,
    pricesVersion ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
};
