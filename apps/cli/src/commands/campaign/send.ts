import { z } from 'zod';
import { requireAnswer } from '../../campaign/launch-seen.ts';
import { openRecipients } from '../../campaign/recipients-file.ts';
import { sendCampaign } from '../../campaign/send.ts';
import { SettingsOptions, toCampaign } from '../../campaign/settings.ts';
import { typeOption } from './import.ts';
import { withSettings } from './settings-options.ts';
import { openDesk, OutputOptions, type Add } from './shared.ts';

const Options = SettingsOptions.extend({
  ...OutputOptions.shape,
  file: z.string(),
  type: z.string().optional(),
  yes: z.boolean().default(false),
  watch: z.boolean().default(true),
});

export const addCampaignSend: Add = (campaign) => {
  withSettings(campaign.command('send').description('do it all: draft, file, estimate, question, launch, report'))
    .requiredOption('--file <path>', 'the people; - reads stdin')
    .addOption(typeOption())
    .option('-y, --yes', 'do not ask before it is launched')
    .option('--no-watch', 'do not wait for the end')
    .option('--json', 'print what came of it as JSON')
    .addHelpText(
      'after',
      `
Exit code 0: done. 1: it was refused, not launched, paused or canceled. 2: a mistake in the command line.
Ctrl-C stops the watching, not the campaign.

Examples:
  recado campaign send --name "Black Friday" --template promotion --var discount=15 --file people.csv \\
    --budget 120USD --consent-source store --consent-evidence "form of 2026"
  recado campaign send --name Test --template promotion --file people.csv --dry-run
  generate-people | recado campaign send --name Natal --template promotion --file - --yes --json`,
    )
    .action(async (given: unknown) => {
      const options = Options.parse(given);
      const request = toCampaign(options);
      const file = await openRecipients(options.file, options.type);
      const desk = await openDesk(options);
      requireAnswer(desk.screen, options);
      process.exitCode = await sendCampaign(desk, { ...options, request, file });
    });
};
