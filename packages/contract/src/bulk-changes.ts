import { z } from 'zod';
import { Line } from './content.ts';
import { Status } from './messages.ts';

/** Lists the final statuses that allow a retry. A suppressed or canceled message was stopped on purpose. */
export const RetryableStatus = Status.extract(['failed', 'undelivered', 'expired']);
export type RetryableStatus = z.infer<typeof RetryableStatus>;

const isNarrowed = ({ limit: _limit, ...filter }: Record<string, unknown>) =>
  Object.values(filter).some((value) => value !== undefined);

const filters = {
  reference: Line.min(1).max(128).optional(),
  campaign_id: z.uuid().optional(),
  created_after: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'Messages created at or after this time' }),
  created_before: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'Messages created before this time' }),
  limit: z
    .int()
    .min(1)
    .max(10_000)
    .default(1000)
    .meta({ description: 'Maximum number of messages, oldest first; repeat the request for more' }),
};

/** Validates the body of `POST /v1/messages/retry`. Messages must match all filters; at least one filter is required. */
export const RetryMessages = z
  .strictObject({
    status: RetryableStatus.optional().meta({ description: 'All three without it' }),
    error_code: z.int().min(1).max(999_999).optional().meta({ description: "Twilio's code" }),
    ...filters,
  })
  .refine(isNarrowed, {
    message: 'needs at least one filter: name the messages to retry',
    params: { reason: 'required' },
  })
  .meta({ id: 'RetryMessages' });
export type RetryMessages = z.infer<typeof RetryMessages>;

/** Validates the body of `POST /v1/campaigns/:id/retry`. Messages must match all filters; default: all failures. */
export const RetryCampaign = z
  .strictObject({
    status: RetryableStatus.optional().meta({ description: 'All three without it' }),
    error_code: z.int().min(1).max(999_999).optional().meta({ description: "Twilio's code" }),
  })
  .meta({ id: 'RetryCampaign' });
export type RetryCampaign = z.infer<typeof RetryCampaign>;

export const RetriedMessages = z
  .object({
    retried: z.int().meta({ description: 'Messages that were accepted again' }),
    refused: z.int().meta({ description: 'Messages that were left unchanged because the person opted out' }),
  })
  .meta({ id: 'RetriedMessages' });
export type RetriedMessages = z.infer<typeof RetriedMessages>;

/** Validates the body of `POST /v1/messages/cancel`. Messages must match all filters; at least one filter is required. */
export const CancelMessages = z
  .strictObject({
    status: Status.extract(['accepted'])
      .optional()
      .meta({ description: 'Only these can be canceled. Alone, it names all of them' }),
    ...filters,
  })
  .refine(isNarrowed, {
    message: 'needs at least one filter: name the messages to cancel',
    params: { reason: 'required' },
  })
  .meta({ id: 'CancelMessages' });
export type CancelMessages = z.infer<typeof CancelMessages>;

export const CanceledMessages = z
  .object({
    canceled: z.int().meta({ description: 'Messages that were canceled' }),
    refused: z
      .int()
      .meta({ description: 'Messages that were left unchanged because Twilio has them already, or may have them' }),
  })
  .meta({ id: 'CanceledMessages' });
export type CanceledMessages = z.infer<typeof CanceledMessages>;
