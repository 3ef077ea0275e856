import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { Refusal } from '../errors.ts';

/** Gets the tags and the texts of a document in their order. */
export type Listener = {
  open: (tag: SaxesTagPlain) => void;
  close?: (tag: SaxesTagPlain) => void;
  text?: (piece: string) => void;
};

const deepest = 64;
/** A cell has at most 32,767 characters. The parser keeps everything between two tags in memory. */
const mostBetweenTags = 1024 ** 2;

/**
 * Parses XML piece by piece, and stops after each. Its memory does not grow with the document. Entities that a document
 * defines for itself are not expanded.
 */
export async function* parsePieces(xml: AsyncIterable<Buffer>, listener: Listener): AsyncGenerator<void> {
  const decoder = new TextDecoder();
  const { parser, state } = makeParser(listener);
  try {
    for await (const piece of xml) {
      state.sinceTag += piece.length;
      parser.write(decoder.decode(piece, { stream: true }));
      if (state.failure !== undefined || state.sinceTag > mostBetweenTags) throw damaged(state.failure);
      yield;
    }
    parser.close();
  } catch (error) {
    throw error instanceof Refusal ? error : damaged(error);
  }
  if (state.failure !== undefined) throw damaged(state.failure);
}

const makeParser = ({ open, close, text = () => undefined }: Listener) => {
  const parser = new SaxesParser();
  const state: { sinceTag: number; depth: number; failure?: unknown } = { sinceTag: 0, depth: 0 };
  parser.on('error', (error) => {
    state.failure ??= error;
  });
  parser.on('opentag', (tag: SaxesTagPlain) => {
    state.sinceTag = 0;
    state.depth += 1;
    if (state.depth > deepest) throw damaged();
    open(tag);
  });
  parser.on('closetag', (tag: SaxesTagPlain) => {
    state.sinceTag = 0;
    state.depth -= 1;
    close?.(tag);
  });
  parser.on('text', text);
  parser.on('cdata', text);
  return { parser, state };
};

/** Parses a whole document. */
export const parseXml = async (xml: AsyncIterable<Buffer>, listener: Listener): Promise<void> => {
  const pieces = parsePieces(xml, listener);
  while (!(await pieces.next()).done);
};

/** Returns the name of a tag or an attribute without its prefix. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

export const damaged = (cause?: unknown): Refusal =>
  new Refusal('unsupported-media-type', 'The workbook is damaged: open it, save it as .xlsx again, and send that', [], {
    cause,
  });
