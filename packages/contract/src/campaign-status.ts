import { z } from 'zod';

/** `draft` takes recipients · `scheduled` waits for `send_at` · the last two are ends. */
export const CampaignStatus = z
  .enum(['draft', 'scheduled', 'running', 'paused', 'completed', 'canceled'])
  .meta({ id: 'CampaignStatus' });
export type CampaignStatus = z.infer<typeof CampaignStatus>;
