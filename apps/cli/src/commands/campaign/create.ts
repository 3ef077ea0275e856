import type { Command } from 'commander';
import { z } from 'zod';
import { asWritten } from '../../api/connect.ts';
import { misuse } from '../../failure.ts';
import { collect, readCap, readDuration, readList, readMoney, readVariables, readWindow } from '../../options.ts';
import { withGivenKey } from '../send.ts';
import { asJson, openSession, OutputOptions, type Add } from './shared.ts';
import { showCampaign } from './show.ts';

/** Adds the options of a new campaign. */
export const withSettings = (command: Command): Command =>
  command
    .requiredOption('--name <text>', 'name of the campaign')
    .requiredOption('--template <name>', 'template name, such as promotion')
    .option('--language <code>', 'language for all people, such as pt_BR (default: that of each person)')
    .option('--var <name=value>', 'variable for rows that have none; may be repeated', collect)
    .option(
      '--senders <ids>',
      "senders that share the campaign, for example store,outlet (default: the first of the template's channel)",
      readList,
    )
    .option('--channel <channel>', 'whatsapp or sms (default: that of the template)')
    .option('--category <category>', 'marketing, utility or authentication (default: that of the template)')
    .option('--send-at <time>', 'earliest time to send, such as 2026-12-24T09:00:00-03:00')
    .option('--window <from-to>', 'hours when it may send, for example 09:00-20:00')
    .option('--days <days>', 'days of the window, for example mon,tue,wed (default: every day)', readList)
    .option('--timezone <zone>', 'time zone of the window, such as America/Sao_Paulo (default: that of each person)')
    .option('--holidays <dates>', 'days on which it does not send, for example 2026-12-25,2027-01-01', readList)
    .option('--valid-for <duration>', 'validity of a message: seconds, or a duration such as PT4H')
    .option('--budget <money>', 'spending limit that pauses the campaign, for example 120USD')
    .option('--frequency-cap <cap>', 'most marketing messages per person over all campaigns, for example 2/P7D')
    .option('--fallback-template <name>', 'template of the fallback SMS, sent if WhatsApp does not deliver')
    .option('--fallback-body <text>', 'free text of the fallback SMS, instead of a template')
    .option('--fallback-sender <id>', 'sender of the fallback SMS')
    .option('--fallback-after <duration>', 'time for WhatsApp to deliver before the fallback SMS is sent')
    .option('--consent-source <text>', 'place where everyone in the file gave consent')
    .option('--consent-evidence <text>', 'proof of that consent, for example the name of the form')
    .option('--exclude <ids>', 'campaigns whose people get nothing, separated by commas', readList)
    .option('--dry-run', 'run the campaign without sending messages');

const Words = z.array(z.string()).optional();
const Word = z.string().optional();

/** Reads the options of a new campaign. */
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
  exclude: Words,
  dryRun: z.boolean().default(false),
});
export type SettingsOptions = z.infer<typeof SettingsOptions>;

/** Makes the request from the options. The API validates it; undefined fields are not sent. */
export const toCampaign = (options: SettingsOptions): Record<string, unknown> => ({
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
  frequency_cap: options.frequencyCap === undefined ? undefined : readCap('--frequency-cap', options.frequencyCap),
  fallback: fallbackOf(options),
  consent: consentOf(options),
  exclude: options.exclude && { campaigns: options.exclude },
  dry_run: options.dryRun || undefined,
});

const windowOf = ({ window, days, timezone, holidays }: SettingsOptions) => {
  if (window !== undefined) return readWindow('--window', window, { days, timezone, holidays });
  if (days ?? timezone ?? holidays)
    throw misuse('--days, --timezone and --holidays need --window, for example --window 09:00-20:00');
  return undefined;
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
      throw misuse('--fallback-sender and --fallback-after need --fallback-template or --fallback-body');
    return undefined;
  }
  return { channel: 'sms', template, body, sender: fallbackSender, after };
};

const consentOf = ({ consentSource: source, consentEvidence: evidence }: SettingsOptions) => {
  if (source === undefined && evidence === undefined) return undefined;
  if (source === undefined || evidence === undefined)
    throw misuse('--consent-source and --consent-evidence need each other: set both');
  return { source, evidence };
};

const Options = SettingsOptions.extend({
  ...OutputOptions.shape,
  idempotencyKey: Word,
  fromCampaign: Word,
  where: Words,
  after: Word,
});

/** Reads the people to copy from an earlier campaign. */
export const audienceOf = ({
  fromCampaign,
  where,
  after,
}: Pick<z.infer<typeof Options>, 'fromCampaign' | 'where' | 'after'>) => {
  if (fromCampaign === undefined) {
    if (where ?? after) throw misuse('--where and --after need --from-campaign');
    return undefined;
  }
  if (!where) throw misuse('--from-campaign needs --where, for example --where not_read');
  return { from_campaign: fromCampaign, where, after: after === undefined ? undefined : readDuration(after) };
};

export const addCreate: Add = (campaign) => {
  withSettings(campaign.command('create').description('create a draft of a campaign'))
    .option('--idempotency-key <key>', 'key that lets you repeat the command without a second draft')
    .option('--from-campaign <id>', 'earlier campaign to copy people from')
    .option(
      '--where <conditions>',
      'people to copy: not_delivered, not_read, not_replied, replied or failed, separated by commas',
      readList,
    )
    .option('--after <duration>', 'time before a message counts as not delivered, read or replied to (default: P1D)')
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
      const request = { ...toCampaign(options), audience: audienceOf(options) };
      const { campaigns, screen } = await openSession(options);
      screen.show(await campaigns.create(asWritten(request), withGivenKey(options)), showCampaign);
    });
};
