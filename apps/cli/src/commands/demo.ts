import { loadConfig } from '@recado/runtime';
import type { Command } from 'commander';
import { MachineEnv } from '../config.ts';
import { runDemo } from '../demo/run.ts';
import { withoutUnset } from '../stack/plan.ts';
import { keepInForeground } from '../terminal/output.ts';

export const addDemo = (program: Command): void => {
  program
    .command('demo')
    .description('send about 600 messages and one campaign through a local Recado, and show the results')
    .addHelpText(
      'after',
      `
It runs in a temporary folder on free ports, against the Twilio simulator. It does not use DATABASE_URL,
REDIS_URL or the Twilio account of the environment.`,
    )
    .action(async () => {
      const machine = withoutUnset(loadConfig(MachineEnv));
      const print = (line: string) => console.log(line);
      await keepInForeground(
        async (signal) => ((await runDemo({ machine, isTerminal: process.stdout.isTTY, print, signal })) ? 0 : 1),
        () => undefined,
      );
    });
};
