const candidates = [',', ';', '\t'] as const;
export type Delimiter = (typeof candidates)[number];

const isLineEnd = (character: string) => character === '\n' || character === '\r';

/** The first line that is not blank, without what stands in quotes; `undefined` while it has not ended. */
const bareHeader = (text: string, isLast: boolean): string | undefined => {
  let header = '';
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (!isLineEnd(character)) header += character;
    else if (header.trim()) return header;
  }
  return isLast ? header : undefined;
};

const timesIn = (text: string, part: string) => text.split(part).length - 1;

/**
 * The delimiter of a CSV: of those it may be, the one that stands most often in the header, outside of quotes.
 * `undefined` when the text ends before the header does and more is to come.
 */
export const findDelimiter = (text: string, isLast: boolean): Delimiter | undefined => {
  const header = bareHeader(text, isLast);
  if (header === undefined) return undefined;
  return candidates.reduce((most, other) => (timesIn(header, other) > timesIn(header, most) ? other : most));
};
