import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Upload } from '@recado/client';
import { RecipientStatus, type ImportedExclusions, type ImportedRecipients } from '@recado/contract';
import { Option } from 'commander';
import { z } from 'zod';
import { asWritten } from '../../api/connect.ts';
import { misuse } from '../../failure.ts';
import { rejectedRows, type Screen } from '../../terminal/output.ts';
import { asJson, openSession, OutputOptions, type Add } from './shared.ts';

const ImportOptions = OutputOptions.extend({ type: z.string().optional(), rejected: z.string().optional() });

export const typeOption = (): Option =>
  new Option('--type <type>', 'type of the file (default: from its extension, otherwise csv)').choices(fileTypes);

export const addImport: Add = (campaign) => {
  campaign
    .command('import <id> <file>')
    .description('import a file of recipients into a draft; - reads stdin')
    .addOption(typeOption())
    .option('--rejected <file>', 'CSV file for the rejected rows with their errors')
    .option(...asJson)
    .addHelpText(
      'after',
      `
Recado imports the whole file or nothing. Importing a file again adds nobody twice.

Example:
  recado campaign import 0199… people.csv --rejected rejected.csv`,
    )
    .action(async (id: string, path: string, given: unknown) => {
      const { type, rejected, json } = ImportOptions.parse(given);
      const file = await openRecipients(path, type);
      const session = await openSession({ json });
      const imported = await sendFile(session.screen, file, (upload) => session.campaigns.importRecipients(id, upload));
      session.screen.show(imported, showImport);
      if (rejected !== undefined) await saveCsv(await session.campaigns.rejectedRows(imported), rejected);
    });
};

const ExcludeOptions = ImportOptions.extend({ remove: z.boolean().default(false) });

export const addExclude: Add = (campaign) => {
  campaign
    .command('exclude <id> [file]')
    .description('exclude the people of a file from a draft; - reads stdin')
    .addOption(typeOption())
    .option('--rejected <file>', 'CSV file for the rejected rows with their errors')
    .option('--remove', 'take everyone off the list that files made')
    .option(...asJson)
    .addHelpText(
      'after',
      `
Only the column of the number counts. Exit code 1: rows were rejected, and their people are not excluded.

Examples:
  recado campaign exclude 0199… customers.csv
  recado campaign exclude 0199… --remove`,
    )
    .action(async (id: string, path: string | undefined, given: unknown) => {
      const { type, rejected, json, remove } = ExcludeOptions.parse(given);
      if (remove === (path !== undefined)) throw misuse('Name a file of people to exclude, or --remove');
      const file = path === undefined ? undefined : await openRecipients(path, type);
      const { campaigns, screen } = await openSession({ json });
      if (!file) {
        await campaigns.removeExclusions(id);
        screen.show({ exclusions: 0 }, () => 'The list of excluded people is empty.');
        return;
      }
      const imported = await sendFile(screen, file, (upload) => campaigns.importExclusions(id, upload));
      screen.show(imported, showExclusions);
      if (rejected !== undefined) await saveCsv(await campaigns.rejectedRows(imported), rejected);
      process.exitCode = imported.rejected > 0 ? 1 : 0;
    });
};

/** Streams a file. The size of stdin is not known. */
export type RecipientsFile = { contentType: string; bytes: Readable; size?: number };

const types: Record<string, string> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  json: 'application/json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const fileTypes = Object.keys(types);

/** Chooses the content type from --type, from the extension of the file, or CSV. */
export const contentTypeOf = (path: string, type = extname(path).slice(1).toLowerCase()): string =>
  types[type] ?? 'text/csv';

/** Opens a file, `-` for stdin. */
export const openRecipients = async (path: string, type?: string): Promise<RecipientsFile> => {
  const contentType = contentTypeOf(path, type);
  if (path === '-') return { contentType, bytes: process.stdin };
  const found = await stat(path).catch((cause: unknown) => {
    throw misuse(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  });
  if (!found.isFile()) throw misuse(`${path} is not a file. Name a file, or - for stdin`);
  return { contentType, bytes: createReadStream(path), size: found.size };
};

const megabyte = 1e6;
const inMegabytes = (bytes: number): string => (bytes / megabyte).toFixed(1);

async function* counted(bytes: Readable, onBytes: (sent: number) => void): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
    yield chunk;
    sent += chunk.length;
    onBytes(sent);
  }
}

/** Sends a file while it is read, and shows the progress. */
export const sendFile = <Answer>(
  screen: Pick<Screen, 'progress'>,
  { contentType, bytes, size }: RecipientsFile,
  upload: (file: Upload) => Promise<Answer>,
): Promise<Answer> => {
  const progress = screen.progress(size ?? 0);
  const show = (sent: number) =>
    progress.show(sent, `${inMegabytes(sent)} of ${size === undefined ? '?' : inMegabytes(size)} MB sent`);
  const body = ReadableStream.from(counted(bytes, show));
  return upload({ contentType, body }).finally(progress.stop);
};

/** Reports numbers that differ from the file. */
export const ninthDigits = (completed: number): string[] =>
  completed > 0 ? [`The ninth digit was added to ${completed} Brazilian numbers.`] : [];

/** Formats the result of an import, with the first rejected rows. */
export const showImport = (imported: ImportedRecipients): string => {
  const {
    accepted,
    duplicates,
    rejected,
    cleaned,
    ninth_digits_added: completed,
    opted_out: optedOut,
    ignored_columns: ignored,
    languages,
    missing_languages: missing,
    errors,
    rejected_csv: path,
  } = imported;
  const ignoredColumns =
    ignored.length > 0 ? [`Ignored columns, which are no variables of the template: ${ignored.join(', ')}.`] : [];
  return [
    `${accepted} accepted (${optedOut} of them opted out), ${duplicates} duplicates, ${rejected} rejected.`,
    ...(cleaned > 0 ? [`${cleaned} rows imported after hidden characters were removed.`] : []),
    ...ninthDigits(completed),
    ...ignoredColumns,
    ...(languages && accepted > 0 ? [`Languages: ${countsOf(languages)}.`] : []),
    ...missingLanguages(missing),
    ...rejectedRows(errors, `use --rejected FILE for all, or download ${path}`),
  ].join('\n');
};

/** Formats the result of an import of people to exclude. */
export const showExclusions = (imported: ImportedExclusions): string => {
  const { accepted, duplicates, rejected, ninth_digits_added: completed, errors, rejected_csv: path } = imported;
  return [
    `${accepted} people excluded, ${duplicates} duplicates, ${rejected} rejected.`,
    ...ninthDigits(completed),
    ...rejectedRows(errors, `use \`recado campaign exclude --rejected FILE\` for all, or download ${path}`),
  ].join('\n');
};

const countsOf = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, people]) => `${name} ${people}`)
    .join(', ');

/** Warns of people who would read another language than their own. */
const missingLanguages = (missing: Record<string, number>): string[] =>
  Object.keys(missing).length > 0
    ? [
        `The template does not have the language of some people (${countsOf(missing)}). They get its default language. ` +
          'To change that, put the template in their language, remove all recipients and import the file again.',
      ]
    : [];

const ExportOptions = z.object({ status: z.string().optional(), file: z.string().optional() });

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
      const { status, file } = ExportOptions.parse(given);
      const { campaigns } = await openSession({ json: false });
      await saveCsv(await campaigns.exportRecipients(id, asWritten({ status })), file);
    });
};

/** Writes a CSV while it arrives, into a file or to stdout. */
const saveCsv = async ({ body }: Response, path: string | undefined): Promise<void> => {
  const lines = Readable.from(body ?? []);
  if (path === undefined) await pipeline(lines, process.stdout, { end: false });
  else await pipeline(lines, createWriteStream(path, { mode: 0o600 }));
};
