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
  const characters = [...new Set(Array.from(text).filter((character) => !isInGsm7(character)))];
  if (!characters.length) return undefined;
  return {
    characters,
    segments: countSegments(text).segments,
    segmentsInGsm7: countSegments(inGsm7(text)).segments,
  };
};

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
  '\u00A0': ' ',
  ç: 'c',
  º: 'o',
  ª: 'a',
  '«': '"',
  '»': '"',
};

/** Removes accents from letters that GSM-7 lacks. Other characters that it lacks are left out. */
const inGsm7 = (text: string): string =>
  Array.from(text.normalize('NFC'), (character) => {
    if (isInGsm7(character)) return character;
    const plain = replacements[character] ?? character.normalize('NFD').replace(/\p{M}/gu, '');
    return Array.from(plain).every(isInGsm7) ? plain : '';
  }).join('');
