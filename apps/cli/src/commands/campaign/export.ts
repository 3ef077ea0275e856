import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RecipientStatus } from '@recado/contract';
import { Option } from 'commander';
import { z } from 'zod';
import { openSession, type Add } from './shared.ts';

const Options = z.object({ status: z.string().optional(), file: z.string().optional() });

export const addExport: Add = (campaign) => {
  campaign
    .command('export <id>')
    .description('export all recipients with the status of their messages, as CSV')
    .addOption(
      new Option('--status <status>', 'recipients with this status (default: all)').choices(RecipientStatus.options),
    )
    .option('--file <path>', 'file to write (default: stdout)')
    .addHelpText('after', '\nPhone numbers are masked unless the API key has the scope pii:read.')
    .action(async (id: string, given: unknown) => {
      const { status, file } = Options.parse(given);
      const { campaigns } = await openSession({ json: false });
      await saveCsv(await campaigns.recipientReport(id, status), file);
    });
};

/** Writes a CSV while it arrives, into a file or to stdout. */
export const saveCsv = async (csv: Response['body'], path: string | undefined): Promise<void> => {
  const lines = Readable.from(csv ?? []);
  if (path === undefined) await pipeline(lines, process.stdout, { end: false });
  else await pipeline(lines, createWriteStream(path, { mode: 0o600 }));
};
