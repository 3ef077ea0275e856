import type { Settings } from '@recado/contract';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { misuse } from '../failure.ts';
import { readApproval, readCap, readKeep, readLimits, readList, readMoney, readWindow } from '../options.ts';
import { fields, money } from '../terminal/format.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

const consent = ['required', 'not-required'];
const copies = ['keep', 'redact', 'delete'];

export const addSettings = (program: Command): void => {
  const settings = program.command('settings').description('show or change global settings');
  settings
    .command('get')
    .description('show the global settings')
    .option(...asJson)
    .action(async (given: unknown) => {
      const api = await connect();
      openScreen(OutputOptions.parse(given)).show(await api.settings.get(), showSettings);
    });
  settings
    .command('set')
    .description('change global settings; settings that are not named stay')
    .option('--daily-budget <money>', 'daily spending limit for all campaigns, for example 120USD; none removes it')
    .option('--marketing-window <from-to>', 'hours of marketing, for example 09:00-20:00; none restores the default')
    .addOption(new Option('--whatsapp-consent <rule>', 'consent for marketing by WhatsApp').choices(consent))
    .addOption(new Option('--sms-consent <rule>', 'consent for marketing by SMS').choices(consent))
    .option(
      '--marketing-cap <cap>',
      'most marketing messages per person in a period, for example 7/P7D; none removes it',
    )
    .option(
      '--objection-limits <limits>',
      'limits at which objections pause marketing, for example opted_out_percent=3,watch=PT1H; on, off, or none for the defaults',
    )
    .option(
      '--launch-approval <limits>',
      'size above which another person than the last editor must launch a campaign, for example people=1000,cost=500USD; none removes it',
    )
    .addOption(
      new Option('--whatsapp-price <meaning>', "whole if Twilio's price of WhatsApp contains the fee of Meta").choices([
        'whole',
        'partial',
      ]),
    )
    .option('--report-timezone <zone>', 'time zone whose days reports have, for example America/Sao_Paulo')
    .option(
      '--test-numbers <numbers>',
      'numbers of your own that get tests of campaigns, with commas; none removes them',
    )
    .option(
      '--double-opt-in <template>',
      'template that asks people to confirm their consent; none turns double opt-in off',
    )
    .option(
      '--keep <kind=days>',
      'days to store content, numbers, events, inbound and audit, for example content=90,audit=ever',
    )
    .option('--event-log-days <days>', 'days for which events can be read and sent to webhooks again')
    .addOption(new Option('--twilio-copy <way>', "action on Twilio's copy when Recado erases a text").choices(copies))
    .addOption(new Option('--opt-out-confirmation <way>', 'confirm STOP and START by a message').choices(['on', 'off']))
    .option(...asJson)
    .action((given: unknown) => set(SettingsOptions.parse(given)));
};

const set = async (options: SettingsOptions): Promise<void> => {
  const request = toSettings(options);
  if (Object.values(request).every((value) => value === undefined))
    throw misuse('no setting was named. See --help for the options');
  const api = await connect();
  openScreen(options).show(await api.settings.put(asWritten(request)), showSettings);
};

const consentText = (isRequired: boolean): string => (isRequired ? 'required' : 'not required');

const retentionOf = (days: Settings['retention_days']): string =>
  Object.entries(days)
    .map(([kind, length]) => `${kind} ${length === null ? 'without limit' : `${length} d`}`)
    .join(', ');

const limitsOf = ({ enabled, ...limits }: Settings['objection_limits']): string =>
  enabled
    ? Object.entries(limits)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')
    : 'off';

const approvalOf = (limits: Settings['launch_approval']): string => {
  const { above_people: people, above_cost: cost } = limits ?? {};
  const parts = [...(people === undefined ? [] : [`${people} people`]), ...(cost ? [money(cost)] : [])];
  return parts.length > 0 ? `launches above ${parts.join(' or ')}` : 'not needed';
};

/** Formats the settings as lines of a name and a value. */
const showSettings = (settings: Settings): string => {
  const { daily_budget: budget, marketing_window: window, double_opt_in: doubleOptIn, marketing_cap: cap } = settings;
  const { whatsapp, sms } = settings.marketing_requires_consent;
  return fields([
    ['daily budget', budget ? money(budget) : 'none'],
    ['marketing', `${window.from}-${window.to} ${window.days.join(',')} (${window.timezone})`],
    ['retention', retentionOf(settings.retention_days)],
    ['events', `kept for ${settings.event_log_days} days`],
    ["Twilio's copy", settings.twilio_copy],
    ['STOP and START', settings.opt_out_confirmation.enabled ? 'confirmed' : 'not confirmed'],
    ['double opt-in', doubleOptIn.enabled ? `asks with ${doubleOptIn.template}` : 'off'],
    ['marketing cap', cap ? `${cap.messages} per person in ${cap.period} s` : 'none'],
    ['objections', limitsOf(settings.objection_limits)],
    ['second person', approvalOf(settings.launch_approval)],
    ['WhatsApp price', settings.whatsapp_price_is_whole ? 'whole at Twilio' : 'the greater of expected and told'],
    ['report days', settings.report_timezone],
    ['test numbers', settings.test_numbers.join(', ') || 'none'],
    ['consent', `WhatsApp ${consentText(whatsapp)}, SMS ${consentText(sms)}`],
  ]);
};

const Word = z.string().optional();

/** Reads the options of `recado settings set`. */
export const SettingsOptions = z.object({
  dailyBudget: Word,
  marketingWindow: Word,
  whatsappConsent: z.enum(['required', 'not-required']).optional(),
  smsConsent: z.enum(['required', 'not-required']).optional(),
  keep: Word,
  eventLogDays: Word,
  twilioCopy: z.enum(['keep', 'redact', 'delete']).optional(),
  optOutConfirmation: z.enum(['on', 'off']).optional(),
  doubleOptIn: Word,
  whatsappPrice: z.enum(['whole', 'partial']).optional(),
  reportTimezone: Word,
  testNumbers: Word,
  marketingCap: Word,
  objectionLimits: Word,
  launchApproval: Word,
  json: z.boolean().default(false),
});
export type SettingsOptions = z.infer<typeof SettingsOptions>;

/** Reads `none` as null, which removes a setting. Undefined leaves it unchanged. */
const orNone = <T>(text: string | undefined, read: (text: string) => T): T | null | undefined => {
  if (text === undefined) return undefined;
  return text === 'none' ? null : read(text);
};

const isFieldRequired = (said: 'required' | 'not-required' | undefined) =>
  said === undefined ? said : said === 'required';

const consentRequestOf = ({ whatsappConsent, smsConsent }: SettingsOptions) =>
  whatsappConsent || smsConsent
    ? { whatsapp: isFieldRequired(whatsappConsent), sms: isFieldRequired(smsConsent) }
    : undefined;

/** Makes the request from the options. Undefined fields are not sent. */
export const toSettings = (options: SettingsOptions): Record<string, unknown> => ({
  daily_budget: orNone(options.dailyBudget, (text) => readMoney('--daily-budget', text)),
  marketing_window: orNone(options.marketingWindow, (text) => readWindow('--marketing-window', text)),
  marketing_requires_consent: consentRequestOf(options),
  retention_days: options.keep === undefined ? undefined : readKeep('--keep', options.keep),
  event_log_days: options.eventLogDays === undefined ? undefined : Number(options.eventLogDays),
  twilio_copy: options.twilioCopy,
  double_opt_in: orNone(options.doubleOptIn, (template) => ({ enabled: true, template })),
  whatsapp_price_is_whole: options.whatsappPrice && options.whatsappPrice === 'whole',
  report_timezone: options.reportTimezone,
  test_numbers: orNone(options.testNumbers, readList),
  marketing_cap: orNone(options.marketingCap, (text) => readCap('--marketing-cap', text)),
  objection_limits: orNone(options.objectionLimits, (text) => readLimits('--objection-limits', text)),
  launch_approval: orNone(options.launchApproval, (text) => readApproval('--launch-approval', text)),
  opt_out_confirmation: options.optOutConfirmation && { enabled: options.optOutConfirmation === 'on' },
});
