import { z } from 'zod';

/** What can happen to a campaign. `changed`: its settings · `started`: its `send_at` came · `retried`: failures again. */
export const CampaignEventType = z.enum([
  'created',
  'changed',
  'launched',
  'started',
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
    by: z.string().optional().meta({ description: 'The API key that asked for it; Recado itself without it' }),
    reason: z.string().optional().meta({ description: 'A stable code, as `error_share`' }),
    detail: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .optional()
      .meta({ description: 'Figures' }),
  })
  .meta({ id: 'CampaignEvent' });
export type CampaignEvent = z.infer<typeof CampaignEvent>;
