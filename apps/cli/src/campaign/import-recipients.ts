import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportedRecipients } from '@recado/contract';
import type { CampaignCalls } from '../api/campaigns.ts';
import type { Screen } from '../terminal/screen.ts';
import type { RecipientsFile } from './recipients-file.ts';

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

type Deps = { campaigns: Pick<CampaignCalls, 'upload' | 'rejections'>; screen: Screen };

/** Sends a file to a draft's audience while it is read, and shows how much of it is gone. */
export const importRecipients = async (
  { campaigns, screen }: Deps,
  id: string,
  { contentType, bytes, size }: RecipientsFile,
): Promise<ImportedRecipients> => {
  const progress = screen.progress(size ?? 0);
  const show = (sent: number) =>
    progress.show(sent, `${inMegabytes(sent)} of ${size === undefined ? '?' : inMegabytes(size)} MB sent`);
  const body = ReadableStream.from(counted(bytes, show));
  return campaigns.upload(id, { contentType, body }).finally(progress.stop);
};

/** Writes a CSV as it comes into a file, or to stdout. */
export const saveCsv = async (csv: Response['body'], path: string | undefined): Promise<void> => {
  const lines = Readable.from(csv ?? []);
  if (path === undefined) await pipeline(lines, process.stdout, { end: false });
  else await pipeline(lines, createWriteStream(path, { mode: 0o600 }));
};
