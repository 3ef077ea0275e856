import { countSegments, isInGsm7 } from './segments.ts';

/** The extra segments of an SMS text with characters outside GSM-7. */
export type UnicodeCost = {
  /** The characters that GSM-7 does not have, in the order of the text. */
  characters: string[];
  segments: number;
  /** The segments of the same text with those characters replaced. */
  segmentsInGsm7: number;
};

/** Finds the characters for which a text is sent as UCS-2, at 70 characters a segment; `undefined` of a text in GSM-7. */
export const unicodeCostOf = (text: string): UnicodeCost | undefined => {
  const characters = notInGsm7(text);
  if (!characters.length) return undefined;
  return {
    characters,
    segments: countSegments(text).segments,
    segmentsInGsm7: countSegments(Array.from(composed(text), (character) => replace(character) ?? '').join(''))
      .segments,
  };
};

/** The characters of a text that GSM-7 does not have, in its order. */
export const notInGsm7 = (text: string): string[] => [
  ...new Set(Array.from(composed(text)).filter((character) => !isInGsm7(character))),
];

/** Returns the characters that are not in GSM-7 and that no others replace. */
export const withoutReplacement = (text: string): string[] =>
  notInGsm7(text).filter((character) => replace(character) === undefined);

/**
 * Writes a text in GSM-7: letters without accents, plain quotes and dashes. A text with a character that has no
 * replacement stays whole: it is sent as UCS-2 anyway.
 */
export const transliterate = (text: string): string => {
  const written = Array.from(composed(text), replace);
  return written.includes(undefined) ? text : written.join('');
};

/** An accent of its own belongs to the letter before it. */
const composed = (text: string): string => text.normalize('NFC');

const replacements: Record<string, string> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  '…': '...',
  '•': '*',
  '·': '*',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '―': '-',
  '−': '-',
  '‚': "'",
  '‛': "'",
  '‹': "'",
  '›': "'",
  '′': "'",
  '″': '"',
  '´': "'",
  '`': "'",
  '°': 'o',
  '×': 'x',
  '\t': ' ',
  ç: 'c',
  º: 'o',
  ª: 'a',
  '«': '"',
  '»': '"',
};

/** `undefined` if GSM-7 has neither the character nor something that stands for it. */
const replace = (character: string): string | undefined => {
  if (isInGsm7(character)) return character;
  if (invisible.test(character)) return '';
  const plain = replacements[character] ?? character.normalize('NFKD').replace(/\p{M}/gu, '');
  if (plain === '') return undefined;
  return Array.from(plain).every(isInGsm7) ? plain : undefined;
};

/** Joiners, marks and selectors that only change how others look. */
const invisible = /^[\p{Cf}\uFE00-\uFE0F]$/u;
