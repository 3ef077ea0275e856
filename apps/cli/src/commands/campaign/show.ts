import {
  CampaignStatus,
  type Campaign,
  type CampaignEvent,
  type CopiedAudience,
  type FirstPart,
} from '@recado/contract';
import { Option } from 'commander';
import { z } from 'zod';
import { asWritten } from '../../api/connect.ts';
import { columns, fields, moment, money } from '../../terminal/format.ts';
import { asJson, openSession, OutputOptions, type Add } from './shared.ts';
import { showProgress } from './watch.ts';

export const addShow: Add = (campaign) => {
  campaign
    .command('show <id>')
    .description('show the settings, progress and events of a campaign')
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { campaigns, screen } = await openSession(OutputOptions.parse(given));
      screen.show(await campaigns.get(id), showCampaign);
    });
};

const statusOf = ({ status, status_reason: reason }: Campaign): string => (reason ? `${status} (${reason})` : status);

const eventOf = ({ at, type, by, reason, detail }: CampaignEvent): string => {
  const figures = Object.entries(detail ?? {}).map(([name, value]) => `${name} ${value}`);
  return [`  ${moment(at)}`, type, by && `by ${by}`, reason, ...figures].filter(Boolean).join('  ');
};

const copyOf = ({ from_campaign: from, where, is_copying: isCopying, left_out: leftOut }: CopiedAudience): string => {
  const counts = Object.entries(leftOut).map(([reason, people]) => `${reason} ${people}`);
  const state = isCopying
    ? 'the copy goes on'
    : counts.length > 0
      ? `left out: ${counts.join(', ')}`
      : 'nobody left out';
  return `${from}, ${where.join(' or ')}; ${state}`;
};

const firstPartOf = ({ people, fed_at: at }: FirstPart): string =>
  `${people} people; the rest waits for their objections${at === undefined ? '' : ` since ${moment(at)}`}`;

const windowOf = ({ window }: Campaign): string | undefined =>
  window && `${window.from}-${window.to} ${window.days.join(',')} (${window.timezone})`;

const languageOf = ({ language, language_per_recipient: isOwn }: Campaign): string =>
  isOwn ? `each person's language, otherwise ${language}` : language;

/** Formats the settings, progress and events of a campaign. */
export const showCampaign = (campaign: Campaign): string => {
  const { progress, events = [] } = campaign;
  const settings = fields([
    ['id', campaign.id],
    ['name', campaign.name],
    ['status', statusOf(campaign)],
    ['template', `${campaign.template} (${languageOf(campaign)}), ${campaign.category} by ${campaign.channel}`],
    ['senders', campaign.senders.join(', ')],
    ['people', campaign.recipients],
    ['copied from', campaign.audience && copyOf(campaign.audience)],
    ['first part', campaign.first_part && firstPartOf(campaign.first_part)],
    ['excludes', campaign.exclude?.campaigns.join(', ')],
    ['excluded people', campaign.exclusions],
    ['starts', campaign.send_at && moment(campaign.send_at)],
    ['window', windowOf(campaign)],
    ['budget', campaign.budget && money(campaign.budget)],
    ['consent', campaign.consent && `${campaign.consent.source}: ${campaign.consent.evidence}`],
    ['dry run', campaign.dry_run ? 'yes: nothing is sent' : undefined],
  ]);
  return [
    settings,
    ...(progress && campaign.launched_at ? ['', showProgress(progress)] : []),
    ...(events.length > 0 ? ['', ...events.map(eventOf)] : []),
  ].join('\n');
};

const titles = ['id', 'name', 'status', 'people', 'created'];

export const addList: Add = (campaign) => {
  campaign
    .command('list')
    .description('list campaigns, the newest first')
    .addOption(
      new Option('--status <status>', 'campaigns with this status (default: all)').choices(CampaignStatus.options),
    )
    .option('--limit <number>', 'maximum number of campaigns, up to 200 (default: 50)')
    .option('--cursor <cursor>', 'continue from the cursor that the previous page printed')
    .option(...asJson)
    .action(async (given: unknown) => {
      const { json, status, limit, cursor } = Options.parse(given);
      const { campaigns, screen } = await openSession({ json });
      screen.show(await campaigns.list(asWritten({ status, limit, cursor })).page(), ({ data, next_cursor: next }) =>
        [listCampaigns(data), ...(next === null ? [] : [`For more campaigns, add --cursor ${next}`])].join('\n'),
      );
    });
};

/** Formats campaigns as a table. */
const listCampaigns = (campaigns: Campaign[]): string =>
  columns(
    titles,
    campaigns.map((campaign) => [
      campaign.id,
      campaign.name,
      statusOf(campaign),
      String(campaign.recipients),
      moment(campaign.created_at),
    ]),
  );

const Options = OutputOptions.extend({
  status: z.string().optional(),
  limit: z.string().optional(),
  cursor: z.string().optional(),
});
