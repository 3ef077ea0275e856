import { z } from 'zod';
import { showPreview } from '../../campaign/show-preview.ts';
import { asJson, openDesk, OutputOptions, type Add } from './shared.ts';

const Options = OutputOptions.extend({ line: z.string().optional(), to: z.string().optional() });

export const addPreview: Add = (campaign) => {
  campaign
    .command('preview <id>')
    .description('show what one person of the audience would be sent: the first, or another')
    .option('--line <number>', 'the one in this line of the file')
    .option('--to <number>', 'the one with this number')
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { json, line, to } = Options.parse(given);
      const { campaigns, screen } = await openDesk({ json });
      const which = { ...(line !== undefined && { line }), ...(to !== undefined && { to }) };
      screen.show(await campaigns.preview(id, which), showPreview);
    });
};
