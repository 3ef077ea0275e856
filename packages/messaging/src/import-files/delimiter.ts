import { parse } from 'csv-parse/sync';
import { layoutOf } from './columns.ts';
import { rankOfNumber } from './header-words.ts';

const candidates = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof candidates)[number];

/**
 * Returns the delimiter that a first line like `sep=;` names, like Excel does, with the length of that line. Returns
 * `false` if there is none, and `undefined` while too little of the file is known.
 */
export const namedDelimiter = (text: string, isLast: boolean) => {
  const [line, delimiter] = /^"?sep=([,;|\t])"?(?:\r\n|\n|\r(?!$))/i.exec(text) ?? [];
  if (line !== undefined) return { delimiter: delimiter as Delimiter, length: Buffer.byteLength(line) };
  return isLast || !couldName.test(text) ? false : undefined;
};

const couldName = /^"?(?:s|se|sep|sep=.?.?.?)?\r?$/i;

/**
 * Returns the delimiter of a CSV: the one with which the header has a column for the number. Otherwise it is the most
 * frequent one outside of quotes. Returns `undefined` if the text ends before the header and more is to come.
 */
export const findDelimiter = (text: string, isLast: boolean): Delimiter | undefined => {
  const header = headerIn(text, isLast);
  if (header === undefined) return undefined;
  const [best] = candidates
    .map((delimiter) => ({ delimiter, ...judge(header, delimiter) }))
    .toSorted((a, b) => a.rank - b.rank || b.columns - a.columns);
  return best?.delimiter;
};

/** The rank of the number's column, without a candidate in its name; the fewer, the surer. */
const judge = (header: string, delimiter: Delimiter): { rank: number; columns: number } => {
  const names = namesBy(header, delimiter);
  const { numbers } = layoutOf(names, []);
  const ranks = numbers
    .map((at) => names[at] ?? '')
    .map((name) => (/[;|\t]/.test(name) ? Infinity : (rankOfNumber(name) ?? 9)));
  return { rank: Math.min(Infinity, ...ranks), columns: names.length };
};

const namesBy = (header: string, delimiter: Delimiter): string[] => {
  try {
    return parse(header, { delimiter, relax_quotes: true, trim: true })[0] ?? [];
  } catch {
    return [];
  }
};

const isLineEnd = (character: string) => character === '\n' || character === '\r';

/** The first line that is not blank; `undefined` while it has not ended. */
const headerIn = (text: string, isLast: boolean): string | undefined => {
  let header = '';
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted || !isLineEnd(character)) header += character;
    else if (header.replace(/[\s,;|]/g, '')) return header;
    else header = '';
  }
  return isLast ? header : undefined;
};
