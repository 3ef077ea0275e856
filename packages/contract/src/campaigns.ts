import { z } from 'zod';
import { AudienceExclusion, AudienceSource, CopiedAudience } from './campaign-audience.ts';
import { CampaignProgress, CampaignStatus } from './campaign-progress.ts';
import { Category, Channel, Line, Text, Variables } from './content.ts';
import { CampaignId, CountQuery, Language, listQueryOf, SenderId, TemplateName, Total, pageOf } from './identifiers.ts';
import { CampaignFallback, SendFallback } from './messages.ts';
import { FirstPart } from './objection-limits.ts';
import { Budget } from './prices.ts';
import { SendingWindow, ValidFor } from './sending-window.ts';

/** Names the events of a campaign. `changed`: new settings · `started`: `send_at` came · `retried`: failures queued again. */
export const CampaignEventType = z.enum([
  'created',
  'changed',
  'launched',
  'started',
  'first_part_passed',
  'paused',
  'resumed',
  'retried',
  'completed',
  'canceled',
]);
export type CampaignEventType = z.infer<typeof CampaignEventType>;

export const CampaignEvent = z
  .object({
    at: z.iso.datetime(),
    type: CampaignEventType,
    by: z
      .string()
      .optional()
      .meta({ description: 'Name of the API key that requested it; absent for actions of Recado' }),
    reason: z.string().optional().meta({ description: 'Stable code, for example `error_share`' }),
    detail: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .optional()
      .meta({ description: 'Figures of the event' }),
  })
  .meta({ id: 'CampaignEvent' });
export type CampaignEvent = z.infer<typeof CampaignEvent>;

/** Limits marketing to `messages` per person within `period`, over all campaigns. */
export const FrequencyCap = z
  .strictObject({ messages: z.int().min(1).max(100), period: ValidFor })
  .meta({ id: 'FrequencyCap' });
export type FrequencyCap = z.infer<typeof FrequencyCap>;

/** States that everyone in the file gave consent, and how. The launch writes it to the consent ledger of each recipient. */
export const ConsentBasis = z
  .strictObject({ source: Line.trim().min(1).max(128), evidence: Text.trim().min(1).max(2000) })
  .meta({ id: 'ConsentBasis' });
export type ConsentBasis = z.infer<typeof ConsentBasis>;

const Fallback = SendFallback.meta({
  description: 'Fallback SMS to a person if WhatsApp does not deliver, with the variables of the same row',
});

const fields = {
  name: Line.trim().min(1).max(200),
  template: TemplateName,
  language: Language.optional().meta({
    description:
      'Language for all people. Default: for each person the language of the file, otherwise that of the contact, otherwise the default of the template',
  }),
  variables: Variables.optional().meta({ description: 'Variables for rows that have none' }),
  senders: z
    .array(SenderId)
    .min(1)
    .max(64)
    .refine((ids) => new Set(ids).size === ids.length, {
      message: 'names a sender twice',
      params: { reason: 'duplicate' },
    })
    .optional()
    .meta({ description: "Senders that share the audience; default: the first sender of the template's channel" }),
  channel: Channel.optional().meta({ description: 'Channel; default: that of the template' }),
  category: Category.optional().meta({ description: 'Category; default: that of the template' }),
  send_at: z.iso
    .datetime({ offset: true, error: 'must be a time with its offset, for example 2026-12-24T09:00:00-03:00' })
    .optional(),
  window: SendingWindow.optional().meta({
    description: 'Sending window; default for marketing: `marketing_window` of the settings',
  }),
  valid_for: ValidFor.optional(),
  budget: Budget.optional(),
  fallback: Fallback.optional(),
  frequency_cap: FrequencyCap.optional(),
  consent: ConsentBasis.optional(),
  exclude: AudienceExclusion.optional(),
  dry_run: z
    .boolean()
    .optional()
    .meta({ description: 'Test run: nothing is sent, and each message ends as `suppressed`' }),
};

/** Validates the body of `POST /v1/campaigns`. */
export const CreateCampaign = z
  .strictObject({ ...fields, audience: AudienceSource.optional() })
  .meta({ id: 'CreateCampaign' });
export type CreateCampaign = z.infer<typeof CreateCampaign>;

const orNone = <T extends z.ZodType>(schema: T) => schema.nullable().optional();

/**
 * Validates the body of `PATCH /v1/campaigns/:id`. `null` removes a field. The content (template, language, variables,
 * channel, fallback, exclude) cannot change once there are recipients.
 */
export const PatchCampaign = z
  .strictObject({
    ...fields,
    name: fields.name.optional(),
    template: fields.template.optional(),
    language: orNone(fields.language),
    send_at: orNone(fields.send_at),
    window: orNone(fields.window),
    valid_for: orNone(fields.valid_for),
    budget: orNone(fields.budget),
    fallback: orNone(fields.fallback),
    frequency_cap: orNone(fields.frequency_cap),
    consent: orNone(fields.consent),
    exclude: orNone(fields.exclude),
  })
  .refine((patch) => Object.keys(patch).length > 0, { message: 'changes nothing', params: { reason: 'required' } })
  .meta({ id: 'PatchCampaign' });
export type PatchCampaign = z.infer<typeof PatchCampaign>;

/** Validates the body of `POST /v1/campaigns/:id/launch`. */
export const LaunchCampaign = z
  .strictObject({
    estimate_version: z.string().min(1).max(64).optional().meta({
      description: '`version` of the estimate. The launch is refused if audience, content or prices changed since',
    }),
    ignore_balance: z.boolean().optional().meta({
      description: 'True to launch although the balance of the Twilio account does not pay for the campaign',
    }),
    confirm_people: z.int().min(0).max(1_000_000_000).optional().meta({
      description: '`to_send.people` of the estimate, as a person typed it. The launch is refused if it differs',
    }),
  })
  .meta({ id: 'LaunchCampaign' });
export type LaunchCampaign = z.infer<typeof LaunchCampaign>;

/** Validates the body of `POST /v1/campaigns/:id/resume`. */
export const ResumeCampaign = z
  .strictObject({
    ignore_balance: z.boolean().optional().meta({
      description:
        'True to resume although the balance of the Twilio account does not pay for the rest of the campaign',
    }),
  })
  .meta({ id: 'ResumeCampaign' });
export type ResumeCampaign = z.infer<typeof ResumeCampaign>;

/** Validates the body of `POST /v1/campaigns/:id/copy`. */
export const CopyCampaign = z.strictObject({ name: fields.name.optional() }).meta({ id: 'CopyCampaign' });
export type CopyCampaign = z.infer<typeof CopyCampaign>;

/** Shows a campaign with its settings. */
export const Campaign = z
  .object({
    id: CampaignId,
    name: z.string(),
    status: CampaignStatus,
    status_reason: z.string().optional().meta({ description: 'Reason why it is paused, completed or canceled' }),
    channel: Channel,
    category: Category,
    template: z.string(),
    language: z.string().meta({
      description: 'Language of the template; with `language_per_recipient` only of people whose own it does not have',
    }),
    language_per_recipient: z.boolean().meta({ description: 'True if each person gets their own language' }),
    variables: z.record(z.string(), z.string()),
    senders: z.array(z.string()),
    send_at: z.iso.datetime().optional(),
    window: SendingWindow.optional(),
    valid_for: z.int().optional().meta({ description: 'Seconds' }),
    budget: Budget.optional(),
    fallback: CampaignFallback.optional(),
    frequency_cap: z.object({ messages: z.int(), period: z.int().meta({ description: 'Seconds' }) }).optional(),
    consent: ConsentBasis.optional(),
    exclude: AudienceExclusion.optional(),
    dry_run: z.boolean(),
    audience: CopiedAudience.optional(),
    first_part: FirstPart.optional(),
    recipients: z.int().meta({ description: 'People in its audience' }),
    exclusions: z.int().optional().meta({ description: 'People of uploaded files who are excluded; absent if none' }),
    created_at: z.iso.datetime(),
    created_by: z.string(),
    updated_at: z.iso.datetime(),
    launched_at: z.iso.datetime().optional(),
    launched_by: z.string().optional(),
    paused_at: z.iso.datetime().optional(),
    ended_at: z.iso.datetime().optional(),
    progress: CampaignProgress.optional().meta({
      description: 'Progress of the campaign; in lists with `include=progress`',
    }),
    events: z.array(CampaignEvent).optional().meta({ description: 'History of the campaign, oldest first' }),
  })
  .meta({ id: 'Campaign' });
export type Campaign = z.infer<typeof Campaign>;

/** Shows a campaign that was changed to a caller who may not read campaigns. */
export const ChangedCampaign = Campaign.pick({ id: true, status: true }).meta({ id: 'ChangedCampaign' });
export type ChangedCampaign = z.infer<typeof ChangedCampaign>;

/** Validates the query of `GET /v1/campaigns`. */
export const ListCampaigns = z.strictObject({
  status: CampaignStatus.optional(),
  q: z
    .string()
    .trim()
    .max(200)
    .transform((text) => text || undefined)
    .optional()
    .meta({ description: 'Part of the name', override: { type: 'string', maxLength: 200 } }),
  created_by: z.string().trim().min(1).max(200).optional().meta({ description: 'Name of the key or person' }),
  include: z.enum(['progress']).optional().meta({ description: 'Adds `progress` to each campaign' }),
  count: CountQuery,
  ...listQueryOf('created_at').shape,
});
export type ListCampaigns = z.infer<typeof ListCampaigns>;

export const CampaignPage = pageOf(Campaign).extend({ total: Total.optional() }).meta({ id: 'CampaignPage' });
export type CampaignPage = z.infer<typeof CampaignPage>;
