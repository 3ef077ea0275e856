import type { Readable } from 'node:stream';
import type { Upload } from '../api/upload.ts';
import type { Screen } from '../terminal/output.ts';
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

/** Sends a file while it is read, and shows how much of it is gone. */
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
