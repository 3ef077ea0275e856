import { boundLines } from './bound-lines.ts';

/** A piece of JSON and where it is: a line of NDJSON, or an element of an array, from 1. */
export type Piece = { line: number; text: string };

const lineFeed = 0x0a;

/** The lines of a file that are not blank. Throws a Refusal of one that is too long. */
export async function* splitLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<Piece> {
  let line = 0;
  let rest: Buffer = Buffer.alloc(0);
  const pieceOf = (part: Buffer): Piece => ({ line: (line += 1), text: part.toString('utf8') });
  for await (const chunk of boundLines(bytes)) {
    const all = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    let from = 0;
    for (let end = all.indexOf(lineFeed); end >= 0; end = all.indexOf(lineFeed, from)) {
      const piece = pieceOf(all.subarray(from, end));
      from = end + 1;
      if (piece.text.trim()) yield piece;
    }
    rest = all.subarray(from);
  }
  const last = pieceOf(rest);
  if (last.text.trim()) yield last;
}
