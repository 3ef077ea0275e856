import { Option } from 'commander';
import { z } from 'zod';
import { fileTypes, openRecipients } from '../../campaign/recipients-file.ts';
import { saveCsv } from '../../campaign/save-csv.ts';
import { sendFile } from '../../campaign/send-file.ts';
import { showImport } from '../../campaign/show-import.ts';
import { asJson, openDesk, OutputOptions, type Add } from './shared.ts';

const Options = OutputOptions.extend({ type: z.string().optional(), rejected: z.string().optional() });

export const typeOption = (): Option =>
  new Option('--type <type>', "what the file is; by its name's ending without it, or else csv").choices(fileTypes);

export const addImport: Add = (campaign) => {
  campaign
    .command('import <id> <file>')
    .description('take the people of a file into a draft; - reads stdin')
    .addOption(typeOption())
    .option('--rejected <file>', 'where to write all rows that were not taken, with their reasons')
    .option(...asJson)
    .addHelpText(
      'after',
      `
All of a file is taken, or nothing of it. A file that is sent again doubles nobody.

Example:
  recado campaign import 0199… people.csv --rejected rejected.csv`,
    )
    .action(async (id: string, path: string, given: unknown) => {
      const { type, rejected, json } = Options.parse(given);
      const file = await openRecipients(path, type);
      const desk = await openDesk({ json });
      const imported = await sendFile(desk.screen, file, (upload) => desk.campaigns.upload(id, upload));
      desk.screen.show(imported, showImport);
      if (rejected !== undefined) await saveCsv(await desk.campaigns.rejections(imported.rejected_csv), rejected);
    });
};
