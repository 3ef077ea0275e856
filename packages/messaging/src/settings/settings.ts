import type {
  DoubleOptIn,
  FrequencyCap,
  LaunchApproval,
  Money,
  ObjectionLimits,
  PutSettings,
  RetentionDays,
  SendingWindow,
  TwilioCopy,
} from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { checkDoubleOptIn } from '../consent/consent.ts';
import { refuseField } from '../errors.ts';
import type { OptOutConfirmation } from '../inbound/opt-out-confirmation.ts';
import { normalizeRecipient } from '../phone-number.ts';
import type { PriceList } from '../pricing/prices.ts';
import { openingOf } from '../sending-window/window.ts';

/** Holds the settings for all messages. */
export type AccountSettings = {
  dailyBudget?: Money;
  marketingRequiresConsent: { whatsapp: boolean; sms: boolean };
  marketingWindow: SendingWindow;
  optOutConfirmation: OptOutConfirmation;
  retentionDays: RetentionDays;
  /** Days for which events can be read. */
  eventLogDays: number;
  twilioCopy: TwilioCopy;
  doubleOptIn: DoubleOptIn;
  /** Most marketing messages to one person within `period` seconds. */
  marketingCap?: FrequencyCap;
  objectionLimits: ObjectionLimits;
  launchApproval?: LaunchApproval;
  /** Twilio's price of a WhatsApp message contains Meta's fee. */
  whatsappPriceIsWhole: boolean;
  /** The zone whose days reports have by default. */
  reportTimezone: string;
  /** The numbers that may get tests of campaigns, masked. */
  testNumbers: string[];
};

/** Fields that are named change; null removes a value. */
export type SettingsChange = {
  dailyBudget?: Money | null;
  marketingRequiresConsent?: AccountSettings['marketingRequiresConsent'];
  marketingWindow?: SendingWindow | null;
  optOutConfirmation?: OptOutConfirmation | null;
  retentionDays?: RetentionDays;
  eventLogDays?: number;
  twilioCopy?: TwilioCopy;
  doubleOptIn?: DoubleOptIn | null;
  marketingCap?: FrequencyCap | null;
  objectionLimits?: ObjectionLimits | null;
  launchApproval?: LaunchApproval | null;
  whatsappPriceIsWhole?: boolean;
  reportTimezone?: string;
  /** They are in E.164. */
  testNumbers?: string[] | null;
};

export type PutSettingsDeps = Parameters<typeof checkDoubleOptIn>[0] &
  ZoneDeps & {
    clock: () => Date;
    defaultCountry: CountryCode;
    findPrices: () => Promise<PriceList | undefined>;
    findSettings: () => Promise<AccountSettings>;
    /** Applies a change that is computed from the current settings, under their lock. */
    changeSettings: (
      toChange: (before: AccountSettings) => SettingsChange,
      at: Date,
      audit: AuditEntry,
    ) => Promise<void>;
  };

export type ZoneDeps = {
  /** The store adds up by zones, and may know fewer than this process does. */
  isKnownZone: (name: string) => Promise<boolean>;
};

/** Changes the settings that the request names, and returns all of them. */
export const putSettings = async (
  deps: PutSettingsDeps,
  request: PutSettings,
  { actor }: ByActor,
): Promise<AccountSettings> => {
  const now = deps.clock();
  if (request.marketing_window && 'never' in openingOf(request.marketing_window, ['UTC'], now))
    throw refuseField(
      'marketing_window',
      'never_opens',
      'does not open within a year: its holidays are all of its days',
    );
  await checkCurrency(deps, request.daily_budget, 'daily_budget');
  await checkCurrency(deps, request.launch_approval?.above_cost, 'launch_approval.above_cost');
  await checkDoubleOptIn(deps, request.double_opt_in);
  if (request.report_timezone !== undefined) await checkTimezone(deps, request.report_timezone, 'report_timezone');
  const change = changeOf(deps, request);
  const audit = {
    at: now,
    actor,
    action: 'settings.changed',
    object: 'settings',
    detail: { settings: Object.keys(request) },
  };
  await deps.changeSettings((before) => ({ ...change, ...mergedOf(before, request) }), now, audit);
  return deps.findSettings();
};

/** Throws a Refusal of a zone in which the store cannot count. */
export const checkTimezone = async ({ isKnownZone }: ZoneDeps, name: string, field: string): Promise<void> => {
  if (!(await isKnownZone(name)))
    throw refuseField(field, 'unknown_timezone', 'is not known to PostgreSQL. Use a name such as America/Sao_Paulo');
};

const checkCurrency = async (deps: PutSettingsDeps, amount: Money | null | undefined, field: string): Promise<void> => {
  if (!amount) return;
  const prices = await deps.findPrices();
  if (prices && prices.currency !== amount.currency)
    throw refuseField(`${field}.currency`, 'other_currency', `must be the price list's, ${prices.currency}`);
};

/** Some of several values, and of those that were not said what they were. */
const merged = <Values extends object>(before: Values, said: { [Name in keyof Values]?: unknown }): Values => ({
  ...before,
  ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
});

/** Merges a change of some settings into all of them. */
const mergedOf = (before: AccountSettings, request: PutSettings): SettingsChange => {
  const { marketing_requires_consent: consent, retention_days: days, opt_out_confirmation: confirmation } = request;
  const { objection_limits: limits } = request;
  const retentionDays = merged(before.retentionDays, days ?? {});
  if (days) checkRetention(retentionDays);
  return {
    ...(consent && { marketingRequiresConsent: merged(before.marketingRequiresConsent, consent) }),
    ...(days && { retentionDays }),
    ...(limits && { objectionLimits: merged(before.objectionLimits, limits) }),
    ...(confirmation && { optOutConfirmation: merged(before.optOutConfirmation, confirmation) }),
  };
};

const changeOf = (deps: PutSettingsDeps, request: PutSettings): SettingsChange => {
  const { daily_budget: dailyBudget, marketing_window: marketingWindow } = request;
  return {
    ...(dailyBudget !== undefined && { dailyBudget }),
    ...(marketingWindow !== undefined && { marketingWindow }),
    ...(request.opt_out_confirmation === null && { optOutConfirmation: null }),
    ...(request.double_opt_in !== undefined && { doubleOptIn: request.double_opt_in }),
    ...(request.event_log_days !== undefined && { eventLogDays: request.event_log_days }),
    ...(request.twilio_copy !== undefined && { twilioCopy: request.twilio_copy }),
    ...(request.objection_limits === null && { objectionLimits: null }),
    ...(request.launch_approval !== undefined && { launchApproval: request.launch_approval }),
    ...(request.marketing_cap !== undefined && { marketingCap: request.marketing_cap }),
    ...(request.whatsapp_price_is_whole !== undefined && { whatsappPriceIsWhole: request.whatsapp_price_is_whole }),
    ...(request.report_timezone !== undefined && { reportTimezone: request.report_timezone }),
    ...(request.test_numbers !== undefined && { testNumbers: testNumbersOf(deps, request.test_numbers) }),
  };
};

const testNumbersOf = ({ defaultCountry }: PutSettingsDeps, numbers: readonly string[] | null): string[] | null =>
  numbers &&
  numbers.map((number, at) => {
    const rules = { defaultCountry, channel: 'whatsapp' as const, addsNinthDigit: true };
    return normalizeRecipient(number, rules, `test_numbers.${at}`).e164;
  });

/** Data without a retention is kept without limit. */
const lengthOf = (days: number | null): number => days ?? Infinity;

/**
 * Throws a Refusal if texts would be kept longer than the numbers that find them. A message without its number has no
 * known person, so its text could be neither shown nor erased on request.
 */
export const checkRetention = ({ content, numbers, events, messages }: RetentionDays): void => {
  if (lengthOf(numbers) < lengthOf(content))
    throw refuseField('retention_days.numbers', 'below_content', 'must be at least those of content');
  if (content !== null && lengthOf(events) < content)
    throw refuseField('retention_days.events', 'below_content', 'must be at least those of content');
  if (messages !== null && messages < Math.max(...[content, numbers, events].map(lengthOf)))
    throw refuseField(
      'retention_days.messages',
      'below_others',
      'must be at least those of content, numbers and events',
    );
};
