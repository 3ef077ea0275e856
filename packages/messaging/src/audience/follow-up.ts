import type { AudienceSource, CreateCampaign } from '@recado/contract';
import type { CampaignSettings, FollowUp, RecordedCampaign } from '../campaigns/campaign.ts';
import type { CampaignResult } from '../campaigns/change.ts';
import { createCampaign, type CreateDeps, type NewCampaign } from '../campaigns/draft.ts';
import { Refusal, refuseField } from '../errors.ts';
import { planFor, type PlanAudienceDeps } from './plan.ts';
import { requiredInPlan } from './recipient-content.ts';

type Deps = CreateDeps & PlanAudienceDeps;

/** Makes a draft; if the request names an earlier campaign, a worker copies people of it into the audience. */
export const createFollowUp = (
  deps: Deps,
  request: CreateCampaign,
  context: Pick<NewCampaign, 'by' | 'byId' | 'key'>,
): Promise<CampaignResult> => {
  const { audience } = request;
  if (!audience) return createCampaign(deps, request, context);
  return createCampaign(deps, request, context, (settings, at) => planFollowUp(deps, audience, settings, at));
};

const defaultAfterSeconds = 86_400;

/** Selects the people to copy from an earlier campaign into a draft. Throws a Refusal if nobody can be copied from it. */
const planFollowUp = async (
  deps: PlanAudienceDeps,
  { from_campaign: from, where, after: afterSeconds = defaultAfterSeconds }: AudienceSource,
  settings: CampaignSettings,
  at: Date,
): Promise<FollowUp> => {
  const source = await deps.loadCampaign(from);
  if (!source) throw refuseSource('unknown_campaign', `there is no campaign ${from}`);
  checkSource(source, settings);
  if (settings.channel === 'sms' && where.includes('not_read'))
    throw refuseField('audience.where', 'no_receipts', 'must not have not_read: nobody reports that an SMS was read');
  await checkVariables(deps, source, settings);
  return { from, where: [...new Set(where)], afterSeconds, cutoff: new Date(at.getTime() - afterSeconds * 1000) };
};

const refuseSource = (reason: string, message: string) => refuseField('audience.from_campaign', reason, message);

const checkSource = ({ id, status, channel, dryRun }: RecordedCampaign, settings: CampaignSettings): void => {
  if (status !== 'completed' && status !== 'canceled')
    throw refuseSource('not_ended', `is ${status}: wait until campaign ${id} is completed, or cancel it`);
  if (dryRun) throw refuseSource('dry_run', `was a test run: campaign ${id} sent nothing`);
  if (channel !== settings.channel)
    throw refuseSource('wrong_channel', `goes by ${channel}, and this campaign by ${settings.channel}`);
};

/** The people of the earlier campaign have values for the variables of its templates, and for no others. */
const checkVariables = async (
  deps: PlanAudienceDeps,
  source: RecordedCampaign,
  settings: CampaignSettings,
): Promise<void> => {
  const known = await findVariables(deps, source);
  if (!known) return;
  const required = requiredInPlan(await planFor(deps, { ...settings, campaignId: '', version: 0 }));
  const missing = required.filter((name) => !known.has(name));
  if (!missing.length) return;
  const message = `has no value in campaign ${source.id}: give the campaign a variable for all, or choose a template without it`;
  throw new Refusal(
    'invalid-request',
    `The people have no values for ${missing.join(', ')}`,
    missing.map((name) => ({ field: `variables.${name}`, reason: 'required', message })),
  );
};

/** `undefined` if a template is gone: then each row shows what it has. */
const findVariables = async (
  { findTemplate }: PlanAudienceDeps,
  { templateName, templateLanguage, fallback, variables }: RecordedCampaign,
): Promise<Set<string> | undefined> => {
  const [own, sms] = await Promise.all([
    findTemplate(templateName, templateLanguage),
    fallback?.template === undefined ? undefined : findTemplate(fallback.template, fallback.language),
  ]);
  return own && new Set([...own.variables, ...(sms?.variables ?? []), ...Object.keys(variables)]);
};
