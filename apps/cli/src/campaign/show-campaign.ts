import type { Campaign, CampaignEvent } from '@recado/contract';
import { columns } from '../terminal/columns.ts';
import { fields } from '../terminal/fields.ts';
import { moment, money } from '../terminal/format.ts';
import { showProgress } from './show-progress.ts';

const statusOf = ({ status, status_reason: reason }: Campaign): string => (reason ? `${status} (${reason})` : status);

const eventOf = ({ at, type, by, reason, detail }: CampaignEvent): string => {
  const figures = Object.entries(detail ?? {}).map(([name, value]) => `${name} ${value}`);
  return [`  ${moment(at)}`, type, by && `by ${by}`, reason, ...figures].filter(Boolean).join('  ');
};

const windowOf = ({ window }: Campaign): string | undefined =>
  window && `${window.from}-${window.to} ${window.days.join(',')} (${window.timezone})`;

/** A campaign with how it is set up, how far it has come and what happened to it. */
export const showCampaign = (campaign: Campaign): string => {
  const { progress, events = [] } = campaign;
  const settings = fields([
    ['id', campaign.id],
    ['name', campaign.name],
    ['status', statusOf(campaign)],
    ['template', `${campaign.template} (${campaign.language}), ${campaign.category} by ${campaign.channel}`],
    ['senders', campaign.senders.join(', ')],
    ['people', campaign.recipients],
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

/** Campaigns as a table. */
export const listCampaigns = (campaigns: Campaign[]): string =>
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
