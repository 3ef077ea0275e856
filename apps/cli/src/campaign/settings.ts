import { z } from 'zod';
import type { CampaignRequest } from '../api/campaigns.ts';
import { misuse } from '../failure.ts';
import { readDuration } from '../options.ts';
import { readMoney } from '../options/money.ts';
import { readVariables } from '../options/variables.ts';
import { readWindow } from '../options/window.ts';

const Words = z.array(z.string()).optional();
const Word = z.string().optional();

/** What a campaign is set up with on a command line. */
export const SettingsOptions = z.object({
  name: z.string(),
  template: z.string(),
  language: Word,
  var: z.array(z.string()).default([]),
  senders: Words,
  channel: Word,
  category: Word,
  sendAt: Word,
  window: Word,
  days: Words,
  timezone: Word,
  holidays: Words,
  validFor: Word,
  budget: Word,
  frequencyCap: Word,
  fallbackTemplate: Word,
  fallbackBody: Word,
  fallbackSender: Word,
  fallbackAfter: Word,
  consentSource: Word,
  consentEvidence: Word,
  dryRun: z.boolean().default(false),
});
export type SettingsOptions = z.infer<typeof SettingsOptions>;

const windowOf = ({ window, days, timezone, holidays }: SettingsOptions) => {
  if (window !== undefined) return readWindow('--window', window, { days, timezone, holidays });
  if (days ?? timezone ?? holidays) throw misuse('--days, --timezone and --holidays go with --window 09:00-20:00');
  return undefined;
};

const capOf = ({ frequencyCap }: SettingsOptions) => {
  if (frequencyCap === undefined) return undefined;
  const [, messages, period] = /^(\d+)\/(\w+)$/.exec(frequencyCap) ?? [];
  if (messages === undefined || period === undefined)
    throw misuse(`--frequency-cap ${frequencyCap}: write messages and a period, as in --frequency-cap 2/P7D`);
  return { messages: Number(messages), period: readDuration(period) };
};

const fallbackOf = ({
  fallbackTemplate: template,
  fallbackBody: body,
  fallbackSender,
  fallbackAfter,
}: SettingsOptions) => {
  const after = fallbackAfter === undefined ? undefined : readDuration(fallbackAfter);
  if (template === undefined && body === undefined) {
    if (fallbackSender ?? after)
      throw misuse('--fallback-sender and --fallback-after go with --fallback-template or --fallback-body');
    return undefined;
  }
  return { channel: 'sms', template, body, sender: fallbackSender, after };
};

const consentOf = ({ consentSource: source, consentEvidence: evidence }: SettingsOptions) => {
  if (source === undefined && evidence === undefined) return undefined;
  if (source === undefined || evidence === undefined)
    throw misuse('--consent-source and --consent-evidence go together: where everyone agreed, and how that shows');
  return { source, evidence };
};

/** The request of the options; whether it makes sense the API says. What is undefined is not sent. */
export const toCampaign = (options: SettingsOptions): CampaignRequest => ({
  name: options.name,
  template: options.template,
  language: options.language,
  variables: options.var.length > 0 ? readVariables(options.var) : undefined,
  senders: options.senders,
  channel: options.channel,
  category: options.category,
  send_at: options.sendAt,
  window: windowOf(options),
  valid_for: options.validFor === undefined ? undefined : readDuration(options.validFor),
  budget: options.budget === undefined ? undefined : readMoney('--budget', options.budget),
  frequency_cap: capOf(options),
  fallback: fallbackOf(options),
  consent: consentOf(options),
  dry_run: options.dryRun || undefined,
});
