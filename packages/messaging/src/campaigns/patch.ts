import type { CreateCampaign, PatchCampaign } from '@recado/contract';
import { Refusal } from '../errors.ts';
import type { CampaignSettings, RecordedCampaign } from './campaign.ts';
import {
  existing,
  refuseStatus,
  toResult,
  type RequestContext,
  type ChangeDeps,
  type CampaignResult,
} from './change.ts';
import { draftContent, draftPlan, type CampaignContent, type DraftDeps } from './draft.ts';
import { toCreateRequest } from './launch.ts';

type Field = keyof PatchCampaign;

/** The people of an audience were checked against these. */
const content: Field[] = ['template', 'language', 'variables', 'channel', 'fallback', 'exclude'];
/** And these with them are what draftContent looks at. */
const spoken = new Set<Field>([...content, 'senders', 'category']);
/** The fields that may change between launch and end. */
const launched: Field[] = ['name', 'budget', 'window', 'send_at', 'frequency_cap'];

/** Changes what a patch names of a campaign. Throws a Refusal of what its status or its audience does not allow. */
export const patchCampaign = async (
  deps: Deps,
  id: string,
  patch: PatchCampaign,
  context: RequestContext,
): Promise<CampaignResult> => {
  const before = existing(await deps.loadCampaign(id));
  checkAllowed(before, patch);
  const settings = await settle(deps, before, patch);
  const changed = await deps.changeCampaign({
    ...context,
    id,
    at: deps.clock(),
    decide: (found) => {
      const campaign = existing(found);
      checkAllowed(campaign, patch);
      if (campaign.version !== before.version)
        throw new Refusal('conflict', 'Another request is changing the campaign. Review it and try again');
      return {
        settings,
        ...(patch.window !== undefined && campaign.status !== 'draft' && { closesWindows: true }),
        event: { type: 'changed', detail: { fields: Object.keys(patch).join(', ') } },
      };
    },
  });
  return toResult(changed);
};

const refuseFields = (fields: Field[], why: string): Refusal =>
  new Refusal(
    'conflict',
    `${fields.join(', ')} cannot be changed: ${why}`,
    fields.map((field) => ({ field, reason: 'fixed', message: why })),
  );

const checkAllowed = (campaign: RecordedCampaign, patch: PatchCampaign): void => {
  const fields = Object.keys(patch) as Field[];
  if (campaign.status === 'scheduled' || campaign.status === 'paused') {
    const fixed = fields.filter((field) => !launched.includes(field));
    if (fixed.length) throw refuseFields(fixed, `the campaign was launched; only ${launched.join(', ')} can`);
    return;
  }
  if (campaign.status === 'running') throw refuseStatus(campaign, 'pause it first');
  if (campaign.status !== 'draft') throw refuseStatus(campaign, 'it stays as it was');
  const fixed = campaign.recipients > 0 ? fields.filter((field) => content.includes(field)) : [];
  if (fixed.length)
    throw refuseFields(fixed, 'its recipients were checked against them: DELETE them first, or make another draft');
};

/** Returns the campaign as a request with the fields of the patch in place of its own: `null` takes one away. */
const patched = (campaign: RecordedCampaign, patch: PatchCampaign): CreateCampaign => {
  const { language, category, channel, ...request } = toCreateRequest(campaign);
  // Another template has its own.
  const base = patch.template === undefined ? { ...request, language, category, channel } : request;
  const fields = Object.entries({ ...base, ...patch }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(fields) as CreateCampaign;
};

const contentOf = (campaign: RecordedCampaign): CampaignContent => {
  const { channel, category, templateName, templateLanguage, languagePerRecipient, ...rest } = campaign;
  const { variables, senderIds, fallback } = rest;
  return {
    channel,
    category,
    templateName,
    templateLanguage,
    ...(languagePerRecipient && { languagePerRecipient }),
    variables,
    senderIds,
    ...(fallback && { fallback }),
  };
};

/**
 * Only the named fields are checked: for a paused campaign, the time may have passed or the template may be blocked.
 */
const settle = async (deps: DraftDeps, campaign: RecordedCampaign, patch: PatchCampaign): Promise<CampaignSettings> => {
  const { send_at: sendAt, ...request } = patched(campaign, patch);
  const keepsTime = patch.send_at === undefined;
  const isSpoken = Object.keys(patch).some((field) => spoken.has(field as Field));
  return {
    ...(isSpoken ? await draftContent(deps, request) : contentOf(campaign)),
    ...(await draftPlan(deps, keepsTime || sendAt === undefined ? request : { ...request, send_at: sendAt })),
    ...(keepsTime && campaign.sendAt && { sendAt: campaign.sendAt }),
  };
};

type Deps = DraftDeps & ChangeDeps & { loadCampaign: (id: string) => Promise<RecordedCampaign | undefined> };
