import { z } from 'zod';
import { RetryMessages } from './bulk-changes.ts';
import { ErrorCodeList } from './problem.ts';

const Process = z.object({
  id: z.uuid(),
  kind: z.enum(['api', 'worker']),
  host: z.string(),
  started_at: z.iso.datetime(),
  seen_at: z.iso.datetime(),
});

/** Shows whether everything runs. */
export const Operations = z
  .object({
    at: z.iso.datetime().meta({ description: 'When these figures were read' }),
    queues: z
      .array(
        z.object({
          sender: z.string(),
          waiting: z.int().meta({ description: 'Jobs. An SMS has one for each segment' }),
          delayed: z.int(),
          active: z.int(),
          oldest_waiting_s: z
            .int()
            .optional()
            .meta({ description: 'Seconds for which the oldest message is due; absent if none is' }),
        }),
      )
      .optional()
      .meta({ description: 'Absent while the queue does not answer' }),
    processes: z.array(Process).meta({ description: 'Processes that were seen in the last 15 seconds' }),
    postgresql: z.object({ ms: z.number(), size_gib: z.number() }),
    queue: z.object({ ok: z.boolean() }),
    callbacks: z.object({
      last_at: z.iso.datetime().optional(),
      refused_last_hour: z.int().meta({ description: 'Callbacks whose signature was wrong' }),
      unknown_last_day: z.int().meta({ description: 'See `GET /v1/callbacks/unknown`' }),
    }),
    unsettled: z.object({
      sending_over_grace: z.int().meta({ description: 'Messages of unknown outcome: claimed a minute ago or longer' }),
      sent_without_callback: z.int().meta({ description: 'Sent messages whose callback is overdue; at most 10,000' }),
    }),
  })
  .meta({ id: 'Operations' });
export type Operations = z.infer<typeof Operations>;

export const NoticeType = z.enum([
  'no_worker',
  'callbacks_refused',
  'sender_paused',
  'sender_unreachable',
  'marketing_waits',
  'campaign_paused',
  'template_blocked',
  'budget_used',
  'balance_low',
  'usage_drift',
  'prices_are_example',
  'retention_not_set',
]);
export type NoticeType = z.infer<typeof NoticeType>;

/** Lists what needs somebody. A notice ends with its cause. */
export const NoticeList = z
  .object({
    data: z
      .array(
        z.object({
          type: NoticeType,
          level: z.enum(['bad', 'warn', 'info']),
          subject: z.string().optional().meta({ description: 'Id of the sender or campaign, or name of the template' }),
          name: z.string().optional(),
          reason: z.string().optional().meta({ description: 'Stable code' }),
          count: z.int().optional().meta({ description: 'Callbacks, or percent of a budget' }),
          since: z.iso.datetime().optional(),
        }),
      )
      .meta({ description: 'The worst first' }),
  })
  .meta({ id: 'NoticeList' });
export type NoticeList = z.infer<typeof NoticeList>;

const longestHours = 31 * 24;

/** Validates the query of `GET /v1/failures`. */
export const ListFailures = z.strictObject({
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(longestHours)
    .default(24)
    .meta({ description: 'Messages that were created in so many hours', override: { type: 'integer', default: 24 } }),
});

/** Groups failed and undelivered messages by Twilio's code. */
export const FailureList = z
  .object({
    since: z.iso.datetime(),
    data: z.array(
      ErrorCodeList.shape.data.element.partial({ class: true, remedy: true, sms_fallback: true }).extend({
        messages: z.int(),
        campaigns: z.int().meta({ description: 'Campaigns that have such messages' }),
        first_at: z.iso.datetime().meta({ description: 'When the first of these messages was created' }),
        last_at: z.iso.datetime(),
        trend: z.array(z.int()).meta({ description: 'These messages in 24 equal parts of the time, the oldest first' }),
      }),
    ),
  })
  .meta({ id: 'FailureList' });
export type FailureList = z.infer<typeof FailureList>;

/** Describes the file of `GET /v1/failures.csv`. */
export const FailureReport = z.string().meta({
  id: 'FailureReport',
  description: 'Columns: `error_code, meaning, class, remedy, messages, campaigns, first_at, last_at`',
});

/** Lists callbacks whose signature was wrong, by minute. */
export const RefusedCallbackList = z
  .object({
    data: z
      .array(
        z.object({
          minute: z.iso.datetime(),
          route: z.enum(['status', 'inbound']),
          reason: z.literal('invalid_signature'),
          count: z.int(),
        }),
      )
      .meta({ description: 'Those of the last 24 hours, the newest first' }),
  })
  .meta({ id: 'RefusedCallbackList' });
export type RefusedCallbackList = z.infer<typeof RefusedCallbackList>;

const { limit: _limit, ...retryFilter } = RetryMessages.shape;

/** Validates the body of `POST /v1/bulk_retries`. */
export const CreateBulkRetry = z
  .strictObject({
    filter: z.strictObject(retryFilter).refine((filter) => Object.values(filter).some((value) => value !== undefined), {
      message: 'needs at least one filter: name the messages to retry',
      params: { reason: 'required' },
    }),
  })
  .meta({ id: 'CreateBulkRetry' });
export type CreateBulkRetry = z.infer<typeof CreateBulkRetry>;

/** Shows a retry of many messages, which workers do even if nobody looks. */
export const BulkRetry = z
  .object({
    id: z.uuid(),
    filter: z.strictObject(retryFilter),
    by: z.string(),
    created_at: z.iso.datetime(),
    matched: z.int().meta({ description: 'Messages that it found when it was made' }),
    retried: z.int(),
    refused: z.int().meta({ description: 'Left unchanged: the person opted out, or the outcome is unknown' }),
    done_at: z.iso.datetime().optional(),
    canceled_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'BulkRetry' });
export type BulkRetry = z.infer<typeof BulkRetry>;

export const BulkRetryList = z
  .object({ data: z.array(BulkRetry).meta({ description: 'The newest 20' }) })
  .meta({ id: 'BulkRetryList' });
export type BulkRetryList = z.infer<typeof BulkRetryList>;
