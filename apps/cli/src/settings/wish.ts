import { z } from 'zod';
import type { SettingsRequest } from '../api/account.ts';
import { misuse } from '../failure.ts';
import { readKeep } from '../options/keep.ts';
import { readMoney } from '../options/money.ts';
import { readWindow } from '../options/window.ts';

const Word = z.string().optional();

/** What `recado settings set` takes on its command line. */
export const WishOptions = z.object({
  dailyBudget: Word,
  marketingWindow: Word,
  alertUrl: Word,
  alertSecret: Word,
  whatsappConsent: z.enum(['required', 'not-required']).optional(),
  smsConsent: z.enum(['required', 'not-required']).optional(),
  keep: Word,
  twilioCopy: z.enum(['keep', 'redact', 'delete']).optional(),
  optOutConfirmation: z.enum(['on', 'off']).optional(),
  doubleOptIn: Word,
  json: z.boolean().default(false),
});
export type WishOptions = z.infer<typeof WishOptions>;

/** `none` takes a setting away; what was not said stays. */
const orNone = <T>(text: string | undefined, read: (text: string) => T): T | null | undefined => {
  if (text === undefined) return undefined;
  return text === 'none' ? null : read(text);
};

const alertOf = ({ alertUrl, alertSecret: secret }: WishOptions) => {
  if (secret !== undefined && alertUrl === undefined) throw misuse('--alert-secret goes with --alert-url');
  return orNone(alertUrl, (url) => ({ url, secret }));
};

const isRequired = (said: 'required' | 'not-required' | undefined) => (said === undefined ? said : said === 'required');

const consentOf = ({ whatsappConsent, smsConsent }: WishOptions) =>
  whatsappConsent || smsConsent ? { whatsapp: isRequired(whatsappConsent), sms: isRequired(smsConsent) } : undefined;

/** The request of the options. What is undefined is not sent. */
export const toSettings = (options: WishOptions): SettingsRequest => ({
  daily_budget: orNone(options.dailyBudget, (text) => readMoney('--daily-budget', text)),
  marketing_window: orNone(options.marketingWindow, (text) => readWindow('--marketing-window', text)),
  alert_webhook: alertOf(options),
  marketing_requires_consent: consentOf(options),
  retention_days: options.keep === undefined ? undefined : readKeep('--keep', options.keep),
  twilio_copy: options.twilioCopy,
  double_opt_in: orNone(options.doubleOptIn, (template) => ({ enabled: true, template })),
  opt_out_confirmation: options.optOutConfirmation && { enabled: options.optOutConfirmation === 'on' },
});
