import { z } from 'zod';
import { CampaignId } from './identifiers.ts';
import { ValidFor } from './sending-window.ts';

/** Selects people of an earlier campaign by what happened to their message. */
export const FollowUpCondition = z.enum(['not_delivered', 'not_read', 'not_replied', 'replied', 'failed']);
export type FollowUpCondition = z.infer<typeof FollowUpCondition>;

const where = z
  .array(FollowUpCondition)
  .min(1)
  .max(FollowUpCondition.options.length)
  .meta({ description: 'People for which at least one condition is true' });

/** Copies people of an earlier campaign into the audience of a new draft. */
export const AudienceSource = z
  .strictObject({
    from_campaign: CampaignId.toLowerCase().meta({ description: 'Campaign that is completed or canceled' }),
    where,
    after: ValidFor.optional().meta({
      description:
        'Time after the sending of a message before it counts as not delivered, not read or not replied to; default `P1D`',
    }),
  })
  .meta({ id: 'AudienceSource' });
export type AudienceSource = z.infer<typeof AudienceSource>;

/** Names audiences whose people are excluded, with the reason `excluded`. */
export const AudienceExclusion = z.strictObject({ campaigns: z.array(CampaignId.toLowerCase()).min(1).max(20) }).meta({
  id: 'AudienceExclusion',
  description:
    'Campaigns, also drafts, whose people are excluded. They are compared when people are imported or copied',
});
export type AudienceExclusion = z.infer<typeof AudienceExclusion>;

/** Shows how the people of a draft were copied. */
export const CopiedAudience = z
  .object({
    from_campaign: CampaignId,
    where,
    after: z.int().meta({ description: 'Seconds' }),
    is_copying: z.boolean().meta({ description: 'The copy goes on; the campaign cannot be launched yet' }),
    left_out: z.record(z.string(), z.int()).meta({
      description:
        'People who were not copied: `not_selected`, `too_recent`, `erased`, `missing_variables`, `sms_too_long`',
    }),
  })
  .meta({ id: 'CopiedAudience' });
export type CopiedAudience = z.infer<typeof CopiedAudience>;
