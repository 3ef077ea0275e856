import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { z } from 'zod';
import type { CampaignRequest } from '../../api/campaigns.ts';
import { misuse } from '../../failure.ts';
import { collect, readDuration, readList, readMoney, readVariables, readWindow } from '../../options.ts';
import { asJson, openSession, OutputOptions, type Add } from './shared.ts';
import { showCampaign } from './show.ts';

/** The options of a command that sets up a campaign. */
export const withSettings = (command: Command): Command =>
  command
    .requiredOption('--name <text>', 'what it is called')
    .requiredOption('--template <name>', 'such as promotion')
    .option('--language <code>', 'which of the languages of the template, such as pt_BR')
    .option('--var <name=value>', 'a variable for rows that do not have it; may be repeated', collect)
    .option(
      '--senders <ids>',
      "which senders share it, as in store,outlet; the first of the template's channel without it",
      readList,
    )
    .option('--channel <channel>', "whatsapp or sms; the template's without it")
    .option('--category <category>', "marketing, utility or authentication; the template's without it")
    .option('--send-at <time>', 'not before this time, as in 2026-12-24T09:00:00-03:00')
    .option('--window <from-to>', "when it may send, as in 09:00-20:00 of each person's own day")
    .option('--days <days>', 'of the window, as in mon,tue,wed', readList)
    .option('--timezone <zone>', "of the window, as in America/Sao_Paulo; each person's own without it")
    .option('--holidays <dates>', 'days on which it does not send, as in 2026-12-25,2027-01-01', readList)
    .option('--valid-for <duration>', 'how long a message is worth sending: seconds, or as in PT4H')
    .option('--budget <money>', 'pauses before it costs more, as in 120USD')
    .option('--frequency-cap <cap>', 'marketing for one person over all campaigns, as in 2/P7D')
    .option('--fallback-template <name>', 'template of the fallback SMS, sent if WhatsApp does not deliver')
    .option('--fallback-body <text>', 'the same, in free text')
    .option('--fallback-sender <id>', 'which sender the SMS goes out by')
    .option('--fallback-after <duration>', 'how long WhatsApp has to deliver before that')
    .option('--consent-source <text>', 'where everyone in the file agreed to it')
    .option('--consent-evidence <text>', 'proof of that consent, for example the name of the form')
    .option('--dry-run', 'do all but send');

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

const Options = SettingsOptions.extend({ ...OutputOptions.shape, idempotencyKey: SettingsOptions.shape.language });

export const addCreate: Add = (campaign) => {
  withSettings(campaign.command('create').description('make a draft, which takes recipients'))
    .option('--idempotency-key <key>', 'with the same key a repeated command makes no second draft')
    .option(...asJson)
    .addHelpText(
      'after',
      `
Example:
  recado campaign create --name "Black Friday" --template promotion --var discount=15 \\
    --window 09:00-20:00 --budget 120USD --consent-source store --consent-evidence "form of 2026"`,
    )
    .action(async (given: unknown) => {
      const options = Options.parse(given);
      const request = toCampaign(options);
      const { campaigns, screen } = await openSession(options);
      screen.show(await campaigns.create(request, options.idempotencyKey ?? randomUUID()), showCampaign);
    });
};
