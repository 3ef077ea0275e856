import { z } from 'zod';
import { DoubleOptIn, OptOutConfirmation } from './consents.ts';
import { Budget, Money } from './prices.ts';
import { SendingWindow } from './sending-window.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

const isWebhookUrl = (text: string): boolean => {
  const url = URL.parse(text);
  if (!url || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname));
};

const WebhookUrl = z
  .string()
  .max(2000)
  .refine(isWebhookUrl, {
    message: 'must be an https URL without credentials; http only of this machine',
    params: { reason: 'invalid_format' },
  });

const AlertWebhook = z.strictObject({
  url: WebhookUrl,
  secret: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be whsec_ and 24 to 64 bytes in base64')
    .optional()
    .meta({
      description:
        'Signs what is told, as standardwebhooks.com has it. Not shown again; without it the one stored stays',
    }),
});

const RequiresConsent = z.strictObject({ whatsapp: z.boolean(), sms: z.boolean() });

const days = (atLeast: number, description: string) =>
  z.int().min(atLeast).max(36_500).nullable().meta({ description });

const untilErased = '`null`: until somebody erases it';

/** For how many days things are kept, each kind by itself. */
export const RetentionDays = z
  .strictObject({
    content: days(1, `Texts, variables and metadata of messages that ended. ${untilErased}`),
    numbers: days(1, `Their numbers and references; at least as long as \`content\`. ${untilErased}`),
    events: days(1, 'What happened to them step by step; at least as long as `content`. `null`: for ever'),
    inbound: days(2, `What people wrote. ${untilErased}`),
    audit: days(30, 'The audit log. `null`: for ever'),
  })
  .meta({ id: 'RetentionDays' });
export type RetentionDays = z.infer<typeof RetentionDays>;

/** What becomes of Twilio's copy of what is erased here. */
export const TwilioCopy = z.enum(['keep', 'redact', 'delete']).meta({
  description:
    "What becomes of Twilio's copy of a message when its text is erased here, by age or with its person: it stays, loses its text, or is deleted",
});
export type TwilioCopy = z.infer<typeof TwilioCopy>;

/** What `PUT /v1/settings` takes: what it does not name stays, `null` takes a setting away. */
export const PutSettings = z
  .strictObject({
    daily_budget: Budget.nullable().optional(),
    alert_webhook: AlertWebhook.nullable().optional(),
    marketing_requires_consent: RequiresConsent.partial().optional(),
    marketing_window: SendingWindow.nullable().optional(),
    opt_out_confirmation: OptOutConfirmation.partial().nullable().optional(),
    retention_days: RetentionDays.partial().optional(),
    twilio_copy: TwilioCopy.optional(),
    double_opt_in: DoubleOptIn.nullable().optional(),
  })
  .refine((request) => Object.keys(request).length > 0, { message: 'changes nothing', params: { reason: 'required' } })
  .meta({ id: 'PutSettings' });
export type PutSettings = z.infer<typeof PutSettings>;

/** What holds for all that is sent. */
export const Settings = z
  .object({
    daily_budget: Money.nullable().meta({
      description:
        'What campaigns may spend on a day of UTC, with what Twilio charged for all other messages. `null`: any amount',
    }),
    alert_webhook: z
      .object({ url: z.string() })
      .nullable()
      .meta({ description: 'Is told when 50, 80 and 100 % of a budget are used' }),
    marketing_requires_consent: RequiresConsent,
    marketing_window: SendingWindow.meta({
      description: 'Sending window for marketing without a window of its own. All other hours are quiet hours',
    }),
    opt_out_confirmation: OptOutConfirmation,
    retention_days: RetentionDays,
    twilio_copy: TwilioCopy,
    double_opt_in: DoubleOptIn,
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof Settings>;
