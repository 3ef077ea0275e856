import { z } from 'zod';
import { launchSeen } from '../../campaign/launch-seen.ts';
import { asJson, openDesk, OutputOptions, type Add } from './shared.ts';

const Options = OutputOptions.extend({ yes: z.boolean().default(false) });

export const addLaunch: Add = (campaign) => {
  campaign
    .command('launch <id>')
    .description('show the estimate, ask, and launch exactly that')
    .option('-y, --yes', 'do not ask')
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { yes, json } = Options.parse(given);
      const desk = await openDesk({ json });
      const { launched } = await launchSeen(desk, id, { yes });
      if (launched)
        desk.screen.show(launched, ({ status }) => `It is ${status}. \`recado campaign watch ${id}\` follows it.`);
      else desk.screen.note('Nothing was launched.');
      process.exitCode = launched ? 0 : 1;
    });
};
