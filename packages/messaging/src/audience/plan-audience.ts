import type { SendFallback } from '@recado/contract';
import type { RecordedCampaign } from '../campaigns/campaign.ts';
import { noSuchCampaign } from '../campaigns/change.ts';
import { Refusal } from '../errors.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import type { AudiencePlan } from './recipient-row.ts';

type Deps = {
  findCampaign: (id: string) => Promise<RecordedCampaign | undefined>;
  findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined>;
};

const findTemplate = async (deps: Deps, name: string, language: string): Promise<RecordedTemplate> => {
  const template = await deps.findTemplate(name, language);
  if (template) return template;
  throw new Refusal('conflict', `There is no template ${name} in ${language} any more: PUT it, or change the campaign`);
};

const planFallback = async (deps: Deps, campaign: RecordedCampaign, fallback: SendFallback) => {
  const defaults = { ...campaign.variables, ...fallback.variables };
  if (fallback.template === undefined) return { kind: 'body' as const, body: fallback.body ?? '', defaults };
  const template = await findTemplate(deps, fallback.template, fallback.language ?? campaign.templateLanguage);
  return { kind: 'template' as const, template, defaults };
};

/** Throws unless there is such a campaign and people may still come to it or leave it. */
export const findDraft = async (deps: Pick<Deps, 'findCampaign'>, campaignId: string): Promise<RecordedCampaign> => {
  const campaign = await deps.findCampaign(campaignId);
  if (!campaign) throw noSuchCampaign();
  if (campaign.status === 'draft') return campaign;
  throw new Refusal('conflict', `The campaign is ${campaign.status}: its audience is as it was at its launch`);
};

/** What the rows of a draft's audience have to be good for. Throws a Refusal when none can be taken. */
export const planAudience = async (deps: Deps, campaignId: string): Promise<AudiencePlan> => {
  const campaign = await findDraft(deps, campaignId);
  const { channel, category, variables, version, fallback } = campaign;
  return {
    campaignId,
    version,
    channel,
    category,
    template: await findTemplate(deps, campaign.templateName, campaign.templateLanguage),
    defaults: variables,
    ...(fallback && { fallback: await planFallback(deps, campaign, fallback) }),
  };
};
