import { z } from 'zod';
import { Time } from './identifiers.ts';
import { Category, Channel } from './content.ts';
import { TimeZoneName } from './sending-window.ts';

export const ReportName = z
  .enum(['delivery', 'engagement', 'cost', 'latency', 'errors', 'kept_back', 'campaigns', 'inbox'])
  .meta({ id: 'ReportName' });
export type ReportName = z.infer<typeof ReportName>;

export const ReportPath = z.object({ report: ReportName });

export const ReportStep = z.enum(['hour', 'day', 'week', 'month']);
export type ReportStep = z.infer<typeof ReportStep>;

export const ReportDimension = z
  .enum([
    'channel',
    'category',
    'sender',
    'template',
    'country',
    'campaign',
    'api_key',
    'error_code',
    'reason',
    'keyword',
    'button',
  ])
  .meta({ id: 'ReportDimension' });
export type ReportDimension = z.infer<typeof ReportDimension>;

/** Validates the query of `GET /v1/reports/:report`. */
export const ReportQuery = z.strictObject({
  since: Time.optional().meta({
    description: 'From the start of the step of this time; default: 28 days before `until`',
  }),
  until: Time.optional().meta({ description: 'Until the end of the day of this time, or of its hour; default: now' }),
  step: ReportStep.default('day'),
  timezone: TimeZoneName.optional().meta({ description: 'Time zone of days; default: the setting `report_timezone`' }),
  by: ReportDimension.optional().meta({ description: 'Makes one series for each value of this field' }),
  sender: z.string().min(1).max(128).optional(),
  channel: Channel.optional(),
  category: Category.optional(),
  template: z.string().min(1).max(512).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two letters such as BR')
    .optional(),
  campaign_id: z.uuid().optional(),
  api_key: z.uuid().optional().meta({ description: 'Id of an API key. Messages of campaigns have none' }),
  compare: z.literal('previous').optional().meta({ description: 'Adds the period of the same length before' }),
});
export type ReportQuery = z.infer<typeof ReportQuery>;
