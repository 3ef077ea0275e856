import { Refusal } from '../errors.ts';

/** Bytes. A row with every variable at its longest has a fraction of it. */
export const longestLine = 64 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

const lineTooLong = (line: number): Refusal =>
  new Refusal('payload-too-large', `Line ${line} is longer than 64 KiB; nothing was imported`, [
    { field: `line ${line}`, reason: 'line_too_long', message: 'has more than 65536 bytes' },
  ]);

/** The same bytes. Throws a Refusal at a line that is too long, before more of it is kept than one piece. */
export async function* boundLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let line = 1;
  let length = 0;
  let before = 0;
  for await (const chunk of bytes) {
    for (const byte of chunk) {
      const isEnd = byte === lineFeed || byte === carriageReturn;
      if (!isEnd) length += 1;
      else {
        if (byte === carriageReturn || before !== carriageReturn) line += 1;
        length = 0;
      }
      if (length > longestLine) throw lineTooLong(line);
      before = byte;
    }
    yield chunk;
  }
}
