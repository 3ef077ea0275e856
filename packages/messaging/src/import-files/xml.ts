import { SaxesParser } from 'saxes';
import { Refusal } from '../errors.ts';

/** Parses XML piece by piece, and stops after each. Entities that a document defines for itself are not expanded. */
export async function* parsePieces(
  xml: AsyncIterable<Buffer>,
  listen: (parser: SaxesParser) => void,
): AsyncGenerator<void> {
  const parser = new SaxesParser({ fragment: false });
  const decoder = new TextDecoder();
  let failure: unknown;
  parser.on('error', (error) => {
    failure ??= error;
  });
  listen(parser);
  try {
    for await (const piece of xml) {
      parser.write(decoder.decode(piece, { stream: true }));
      if (failure !== undefined) throw damaged(failure);
      yield;
    }
    parser.close();
  } catch (error) {
    throw error instanceof Refusal ? error : damaged(error);
  }
  if (failure !== undefined) throw damaged(failure);
}

/** Parses a whole document. */
export const parseXml = async (xml: AsyncIterable<Buffer>, listen: (parser: SaxesParser) => void): Promise<void> => {
  const pieces = parsePieces(xml, listen);
  while (!(await pieces.next()).done);
};

export const damaged = (cause?: unknown) =>
  new Refusal('unsupported-media-type', 'The workbook is damaged: open it, save it as .xlsx again, and send that', [], {
    cause,
  });
