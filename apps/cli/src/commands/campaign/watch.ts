import { conclude } from '../../campaign/conclude.ts';
import { showProgress } from '../../campaign/show-progress.ts';
import { watchCampaign } from '../../campaign/watch.ts';
import { openDesk, OutputOptions, type Add } from './shared.ts';

export const addWatch: Add = (campaign) => {
  campaign
    .command('watch <id>')
    .description('follow a campaign until it is over or paused, then print its report')
    .option('--json', 'print each progress as a line of JSON')
    .addHelpText(
      'after',
      '\nExit code 0: completed. 1: canceled or paused. Ctrl-C stops the watching, not the campaign.',
    )
    .action(async (id: string, given: unknown) => {
      const options = OutputOptions.parse(given);
      const desk = await openDesk(options);
      const progress = await watchCampaign(desk, id, (each) => options.json && console.log(JSON.stringify(each)));
      if (!options.json) console.log(showProgress(progress));
      process.exitCode = await conclude(desk, id, progress);
    });
};
