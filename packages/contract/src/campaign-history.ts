import { z } from 'zod';
import { CampaignEvent } from './campaigns.ts';
import { Money } from './prices.ts';

export const HistoryStep = z.enum(['auto', 'minute', 'hour', 'day']);
export type HistoryStep = z.infer<typeof HistoryStep>;

/** Validates the query of `GET /v1/campaigns/{id}/history`. */
export const HistoryQuery = z.strictObject({
  step: HistoryStep.default('auto').meta({
    description: '`auto`: the shortest step with at most 500 points. Another step shows its last 500 points',
  }),
});

/** Shows what happened to the messages of a campaign over time. */
export const CampaignHistory = z
  .object({
    step: z.int().meta({ description: 'Seconds between two points' }),
    points: z
      .array(
        z.object({
          at: z.iso.datetime(),
          sent: z.int(),
          delivered: z.int(),
          read: z.int(),
          failed: z.int().meta({ description: 'Failed, not delivered or expired' }),
          suppressed: z.int(),
          canceled: z.int(),
          replied: z.int().meta({ description: 'Messages that people sent in answer' }),
          cost: Money.optional(),
        }),
      )
      .meta({
        description:
          'Changes in each step, oldest first, at most 500. A message that failed and was retried may count twice',
      }),
    events: z.array(CampaignEvent),
  })
  .meta({ id: 'CampaignHistory' });
export type CampaignHistory = z.infer<typeof CampaignHistory>;
