import { showEstimate } from '../../campaign/show-estimate.ts';
import { asJson, openDesk, OutputOptions, type Add } from './shared.ts';

export const addEstimate: Add = (campaign) => {
  campaign
    .command('estimate <id>')
    .description('show whom it would reach, who is kept back, what it costs and how long it takes')
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { campaigns, screen } = await openDesk(OutputOptions.parse(given));
      screen.show(await campaigns.estimate(id), showEstimate);
    });
};
