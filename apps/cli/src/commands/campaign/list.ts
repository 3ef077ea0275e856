import { CampaignStatus } from '@recado/contract';
import { Option } from 'commander';
import { z } from 'zod';
import { listCampaigns } from '../../campaign/show-campaign.ts';
import { asJson, openDesk, OutputOptions, type Add } from './shared.ts';

const Options = OutputOptions.extend({
  status: z.string().optional(),
  limit: z.string().optional(),
  cursor: z.string().optional(),
});

export const addList: Add = (campaign) => {
  campaign
    .command('list')
    .description('show campaigns, the newest first')
    .addOption(new Option('--status <status>', 'only those').choices(CampaignStatus.options))
    .option('--limit <number>', 'at most so many, up to 200')
    .option('--cursor <cursor>', 'from there on, as the page before said')
    .option(...asJson)
    .action(async (given: unknown) => {
      const { json, status, limit, cursor } = Options.parse(given);
      const { campaigns, screen } = await openDesk({ json });
      const filter = { ...(status && { status }), ...(limit && { limit }), ...(cursor && { cursor }) };
      screen.show(await campaigns.list(filter), ({ data, next_cursor: next }) =>
        [listCampaigns(data), ...(next === null ? [] : [`There are more: --cursor ${next}`])].join('\n'),
      );
    });
};
