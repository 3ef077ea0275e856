import type { CreateCampaign, LaunchCampaign, ObjectionLimits, SendingWindow } from '@recado/contract';
import { Refusal } from '../errors.ts';
import { paysFor } from '../pricing/budget-alerts.ts';
import { estimateVersion, type CampaignSettings, type EstimateBasis, type RecordedCampaign } from './campaign.ts';
import {
  existing,
  refuseStatus,
  toResult,
  type CampaignChange,
  type Changed,
  type Changing,
  type RequestContext,
} from './change.ts';
import { refuseLack } from './lifecycle.ts';
import { checkLanguages, type AudienceLanguage } from './campaign-languages.ts';
import { draftSettings, type DraftDeps } from './draft.ts';
import { firstPartOf } from './objections.ts';
import { estimateCampaign, type CampaignEstimate, type EstimateDeps } from './estimate.ts';
import { checkSecondPerson, type SecondPersonDeps } from './second-person.ts';

/** Holds the facts that a launch checks together with the campaign. */
export type LaunchFacts = {
  /** An upload to its audience has not come to its end. */
  isImporting: boolean;
  basis: EstimateBasis;
};

export type Launching = Omit<Changing, 'decide'> & {
  decide: (campaign: RecordedCampaign | undefined, facts: LaunchFacts) => CampaignChange | undefined;
};

type LaunchDeps = {
  findSettings: () => Promise<{ marketingWindow: SendingWindow; objectionLimits: ObjectionLimits }>;
} & DraftDeps &
  EstimateDeps &
  SecondPersonDeps & {
    findAudienceLanguages: (campaignId: string) => Promise<AudienceLanguage[]>;
    /** Changes a campaign like `changeCampaign`. No upload can begin before it is decided. */
    saveLaunch: (launching: Launching) => Promise<Changed>;
  };

/**
 * Freezes a draft's audience and lets it run, at its `send_at` if that is yet to come. One caller does it, however many
 * try. Throws a Refusal when it is no draft, is empty or still being filled, or is not what the estimate showed. The
 * account must also be able to pay for it, and a large campaign needs a second person. A caller that says how many
 * people it reaches launches what is estimated here: it is refused if that changes on the way.
 */
export const launchCampaign = async (
  deps: LaunchDeps,
  id: string,
  request: LaunchCampaign,
  context: RequestContext,
) => {
  const { version, estimated } = await checkAgain(deps, id, request, context);
  const { objectionLimits } = await deps.findSettings();
  const at = deps.clock();
  const changed = await deps.saveLaunch({
    ...context,
    id,
    at,
    decide: (found, facts) => {
      const campaign = existing(found);
      check(campaign, facts, request.estimate_version ?? estimated);
      if (campaign.version !== version)
        throw new Refusal('conflict', 'Another request is changing the campaign. Review it and launch again');
      const firstPart = firstPartOf(campaign, objectionLimits);
      return launched(campaign, { at, ignoresBalance: request.ignore_balance === true, firstPart }, context);
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

const check = (campaign: RecordedCampaign, { isImporting, basis }: LaunchFacts, estimated: string | undefined) => {
  if (campaign.status !== 'draft') throw refuseStatus(campaign, 'only a draft can be launched');
  if (isImporting)
    throw new Refusal('conflict', 'A file is being imported into the audience. Launch when the import is done');
  if (campaign.copy && !campaign.copy.isDone)
    throw new Refusal('conflict', 'People are being copied into the audience. Launch when the copy is done');
  if (campaign.recipients === 0)
    throw new Refusal('conflict', 'The campaign has no recipients: POST them to /v1/campaigns/:id/recipients first');
  checkEstimate(basis, estimated);
};

type LaunchTerms = { at: Date; ignoresBalance: boolean; firstPart: number | undefined };

const launched = (
  campaign: RecordedCampaign,
  { at, ignoresBalance, firstPart }: LaunchTerms,
  { by, trace }: RequestContext,
): CampaignChange => ({
  state: {
    status: campaign.sendAt && campaign.sendAt > at ? 'scheduled' : 'running',
    launchedAt: at,
    ...(by !== undefined && { launchedBy: by }),
    ...(ignoresBalance && { ignoresBalance }),
    ...(firstPart !== undefined && { firstPart }),
    ...(trace && { trace }),
  },
  opensCursors: true,
  event: { type: 'launched', detail: { recipients: campaign.recipients } },
});

type Checked = {
  /** The campaign's. */
  version: number;
  /** That of the estimate whose people the caller confirmed. */
  estimated?: string;
};

/** Checks the settings again: templates, senders or prices may have changed, and the time may have passed. */
const checkAgain = async (
  deps: LaunchDeps,
  id: string,
  { ignore_balance: ignoresBalance, confirm_people: people }: LaunchCampaign,
  context: RequestContext,
): Promise<Checked> => {
  const campaign = existing(await deps.loadCampaign(id));
  const { version, dryRun } = campaign;
  if (campaign.status !== 'draft') return { version };
  const estimate = estimateOnce(deps, id);
  if (people !== undefined) await checkPeople(people, estimate);
  await draftSettings(deps, toCreateRequest(campaign));
  if (campaign.languagePerRecipient) await checkLanguages(deps, campaign, await deps.findAudienceLanguages(id));
  if (!ignoresBalance && !dryRun) await checkBalance(deps, campaign, estimate);
  if (!dryRun) await checkSecondPerson(deps, id, { context, estimate });
  return { version, ...(people !== undefined && { estimated: (await estimate()).version }) };
};

/** Several checks may need the estimate, and reading an audience of a million people takes seconds. */
const estimateOnce = (deps: EstimateDeps, id: string): (() => Promise<CampaignEstimate>) => {
  let estimate: Promise<CampaignEstimate> | undefined;
  return () => (estimate ??= estimateCampaign(deps, id));
};

const checkPeople = async (confirmed: number, estimate: () => Promise<CampaignEstimate>): Promise<void> => {
  const { people } = (await estimate()).toSend;
  if (people !== confirmed)
    throw new Refusal(
      'conflict',
      `The campaign reaches ${people} people now. Review the estimate, and confirm that number`,
      [{ field: 'confirm_people', reason: 'people_differ', message: `must be ${people}` }],
    );
};

/** Reads the whole audience only if the balance is below the budget. */
const checkBalance = async (
  deps: LaunchDeps,
  { id, budget }: RecordedCampaign,
  estimate: () => Promise<CampaignEstimate>,
): Promise<void> => {
  const known = await deps.findBalance();
  if (!known) return;
  const { others } = await deps.findRemainingCosts(id);
  if (paysFor(known, { budget, others }, deps.clock())) return;
  const { balance, priced } = await estimate();
  if (balance?.isEnough !== false || !priced.cost) return;
  throw refuseLack({ cost: priced.cost, balance, ...(others && { others }) }, 'launch');
};

/** The request that would set up a campaign as it is. */
export const toCreateRequest = (settings: CampaignSettings): CreateCampaign => {
  const { templateName, templateLanguage, languagePerRecipient, senderIds, ...rest } = settings;
  const { sendAt, validFor, frequencyCap, dryRun, ...same } = rest;
  const { name, channel, category, variables, window, budget, fallback, consent, exclude } = same;
  return {
    name,
    template: templateName,
    ...(!languagePerRecipient && { language: templateLanguage }),
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
    ...(exclude && { exclude }),
  };
};
