import { showCampaign } from '../../campaign/show-campaign.ts';
import { asJson, openDesk, OutputOptions, type Add } from './shared.ts';

export const addShow: Add = (campaign) => {
  campaign
    .command('show <id>')
    .description('show how a campaign is set up, how far it has come, and what happened to it')
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { campaigns, screen } = await openDesk(OutputOptions.parse(given));
      screen.show(await campaigns.find(id), showCampaign);
    });
};
