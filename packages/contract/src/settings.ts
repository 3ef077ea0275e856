import { z } from 'zod';
import { FrequencyCap } from './campaigns.ts';
import { DoubleOptIn } from './consents.ts';
import { OptOutConfirmation } from './contacts.ts';
import { ObjectionLimits } from './objection-limits.ts';
import { Budget, Money } from './prices.ts';
import { SendingWindow, TimeZoneName } from './sending-window.ts';

const RequiresConsent = z.strictObject({ whatsapp: z.boolean(), sms: z.boolean() });

const days = (atLeast: number, description: string) =>
  z.int().min(atLeast).max(36_500).nullable().meta({ description });

const untilErased = '`null`: until the contact is erased';

/** Sets how many days each kind of data is stored. */
export const RetentionDays = z
  .strictObject({
    content: days(1, `Texts, variables and metadata of messages with a final status. ${untilErased}`),
    numbers: days(1, `Phone numbers and references of these messages; at least as long as \`content\`. ${untilErased}`),
    events: days(1, 'Events of these messages; at least as long as `content`. `null`: without limit'),
    messages: days(
      366,
      'Rows of messages with a final status, by quarters of a year; at least as long as `content`, `numbers` and `events`. `null`: without limit',
    ),
    inbound: days(2, `Inbound messages. ${untilErased}`),
    audit: days(30, 'Audit log. `null`: without limit'),
  })
  .meta({ id: 'RetentionDays' });
export type RetentionDays = z.infer<typeof RetentionDays>;

/** Sets how many days the log of events is kept: longer than a webhook is tried again. */
const EventLogDays = z
  .int()
  .min(4)
  .max(365)
  .meta({ description: 'Days for which events can be read by `GET /v1/events` and sent to webhooks again' });

/** Selects the action on Twilio's copy when Recado erases a text. */
export const TwilioCopy = z.enum(['keep', 'redact', 'delete']).meta({
  description:
    "Action on Twilio's copy when Recado erases the text of a message, by age or with its contact: it stays, loses its text, or is deleted",
});
export type TwilioCopy = z.infer<typeof TwilioCopy>;

/** Sets which campaigns the person who changed them last may not launch. */
export const LaunchApproval = z
  .strictObject({
    above_people: z.int().min(0).max(1_000_000_000).optional().meta({ description: 'Recipients of the estimate' }),
    above_cost: Money.optional().meta({ description: 'Cost of the estimate; an unknown cost counts as more' }),
  })
  .refine((limits) => Object.keys(limits).length > 0, { message: 'has no limit', params: { reason: 'required' } })
  .meta({
    id: 'LaunchApproval',
    description: 'Campaigns above a limit are launched by another person, or key, than the one who changed them last',
  });
export type LaunchApproval = z.infer<typeof LaunchApproval>;

/** Validates the body of `PUT /v1/settings`. Fields that are not named stay; `null` removes a setting. */
export const PutSettings = z
  .strictObject({
    daily_budget: Budget.nullable().optional(),
    marketing_requires_consent: RequiresConsent.partial().optional(),
    marketing_window: SendingWindow.nullable().optional(),
    opt_out_confirmation: OptOutConfirmation.partial().nullable().optional(),
    retention_days: RetentionDays.partial().optional(),
    event_log_days: EventLogDays.optional(),
    twilio_copy: TwilioCopy.optional(),
    double_opt_in: DoubleOptIn.nullable().optional(),
    marketing_cap: FrequencyCap.nullable().optional(),
    objection_limits: ObjectionLimits.partial().nullable().optional(),
    launch_approval: LaunchApproval.nullable().optional(),
    whatsapp_price_is_whole: z.boolean().optional(),
    report_timezone: TimeZoneName.optional().meta({ description: 'IANA time zone whose days reports have by default' }),
    test_numbers: z
      .array(z.string().trim().min(1).max(64))
      .max(50)
      .nullable()
      .optional()
      .meta({ description: 'Numbers of your own that may get tests of campaigns; the list replaces the earlier one' }),
  })
  .refine((request) => Object.keys(request).length > 0, { message: 'changes nothing', params: { reason: 'required' } })
  .meta({ id: 'PutSettings' });
export type PutSettings = z.infer<typeof PutSettings>;

/** Shows the global settings. */
export const Settings = z
  .object({
    daily_budget: Money.nullable().meta({
      description:
        'Spending limit of all campaigns on a UTC day. The charges for all other messages count too. `null`: without limit',
    }),
    marketing_requires_consent: RequiresConsent,
    marketing_window: SendingWindow.meta({
      description: 'Sending window for marketing without a window of its own. All other hours are quiet hours',
    }),
    opt_out_confirmation: OptOutConfirmation,
    retention_days: RetentionDays,
    event_log_days: EventLogDays,
    twilio_copy: TwilioCopy,
    double_opt_in: DoubleOptIn,
    marketing_cap: z
      .object({ messages: z.int(), period: z.int().meta({ description: 'Seconds' }) })
      .nullable()
      .meta({
        description:
          'Most marketing messages to one person within the period, of all campaigns and single messages. A campaign may have a stricter `frequency_cap`. `null`: without limit',
      }),
    objection_limits: ObjectionLimits.meta({
      description:
        'Limits at which objections pause a marketing campaign, at first with a part of its people. `null` restores the defaults',
    }),
    launch_approval: LaunchApproval.nullable().meta({ description: '`null`: anybody who may launch does' }),
    whatsapp_price_is_whole: z.boolean().meta({
      description:
        "True if Twilio's price of a WhatsApp message contains Meta's fee. Otherwise the greater of Twilio's price and the expected price counts for budgets and reports",
    }),
    report_timezone: z.string().meta({ description: 'IANA time zone whose days reports have by default' }),
    test_numbers: z.array(z.string()).meta({
      description: 'Numbers that get tests of campaigns as `utility`; they are always masked. Stored encrypted',
    }),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof Settings>;
