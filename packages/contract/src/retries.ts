import { z } from 'zod';
import { Line } from './content.ts';
import { Status } from './messages.ts';

/** The ends from which a message may be sent anew. A suppressed or canceled one was kept back on purpose. */
export const RetryableStatus = Status.extract(['failed', 'undelivered', 'expired']);
export type RetryableStatus = z.infer<typeof RetryableStatus>;

const isNarrowed = ({ limit: _limit, ...filter }: Record<string, unknown>) =>
  Object.values(filter).some((value) => value !== undefined);

/** What `POST /v1/messages/retry` takes: which messages, the oldest first. Filters add up, and one is needed. */
export const RetryMessages = z
  .strictObject({
    status: RetryableStatus.optional().meta({ description: 'All three without it' }),
    error_code: z.int().min(1).max(999_999).optional().meta({ description: "Twilio's code" }),
    reference: Line.min(1).max(128).optional(),
    campaign_id: z.uuid().optional(),
    created_after: z.iso.datetime({ offset: true }).optional().meta({ description: 'That time included' }),
    created_before: z.iso.datetime({ offset: true }).optional().meta({ description: 'That time not included' }),
    limit: z.int().min(1).max(10_000).default(1000).meta({ description: 'At most so many; ask again for more' }),
  })
  .refine(isNarrowed, { message: 'say which messages: name at least one filter', params: { reason: 'required' } })
  .meta({ id: 'RetryMessages' });
export type RetryMessages = z.infer<typeof RetryMessages>;

/** What `POST /v1/campaigns/:id/retry` takes. Filters add up; without any, all that failed. */
export const RetryCampaign = z
  .strictObject({
    status: RetryableStatus.optional().meta({ description: 'All three without it' }),
    error_code: z.int().min(1).max(999_999).optional().meta({ description: "Twilio's code" }),
  })
  .meta({ id: 'RetryCampaign' });
export type RetryCampaign = z.infer<typeof RetryCampaign>;

export const RetriedMessages = z
  .object({
    retried: z.int().meta({ description: 'Accepted again' }),
    refused: z.int().meta({ description: 'Left as they are: the person opted out of them' }),
  })
  .meta({ id: 'RetriedMessages' });
export type RetriedMessages = z.infer<typeof RetriedMessages>;
