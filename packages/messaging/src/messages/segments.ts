/** Describes the encoding of an SMS text and its number of segments. */
export type SegmentCount = { encoding: 'GSM-7' | 'UCS-2'; segments: number };

/**
 * Counts the segments that an SMS is billed and rated by: GSM-7 with its extension table when every character is in it,
 * else UCS-2. https://www.twilio.com/docs/glossary/what-sms-character-limit
 */
export const countSegments = (text: string): SegmentCount => {
  const septets = septetsIn(text);
  if (septets !== undefined && septets <= gsm.single) return { encoding: 'GSM-7', segments: 1 };
  if (septets !== undefined) {
    const sizes = Array.from(text, (character) => septetsByCharacter.get(character) ?? 1);
    return { encoding: 'GSM-7', segments: partsOf(sizes, gsm) };
  }
  if (text.length <= ucs.single) return { encoding: 'UCS-2', segments: 1 };
  if (isPlain(text)) return { encoding: 'UCS-2', segments: Math.ceil(text.length / ucs.part) };
  const units = [...graphemes.segment(text)].map(({ segment }) => segment.length);
  return { encoding: 'UCS-2', segments: partsOf(units, ucs) };
};

/** Returns whether GSM-7 has the character. */
const isInGsm7 = (character: string): boolean => septetsByCharacter.has(character);

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
// each takes an escape septet before its own
const extended = '\f^{}\\[~]|€';

// a part carries 1,120 bits; with more than one part, 48 of them are its header
const gsm = { single: 160, part: 153 };
const ucs = { single: 70, part: 67 };

type Limits = typeof gsm;

const septetsByCharacter: ReadonlyMap<string, number> = new Map([
  ...Array.from(basic, (character): [string, number] => [character, 1]),
  ...Array.from(extended, (character): [string, number] => [character, 2]),
]);

/** Parts needed for units that must not be torn apart: an escape with its character, a surrogate pair, a grapheme. */
const partsOf = (sizes: number[], { single, part }: Limits): number => {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= single) return 1;
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    const room = part - used;
    if (size <= room) used += size;
    else if (size <= part) {
      parts += 1;
      used = size;
    } else {
      // longer than a whole part: it has to be torn, so it fills what is left
      const rest = size - room;
      parts += Math.ceil(rest / part);
      used = rest % part || part;
    }
  }
  return parts;
};

/** Septets of a text that GSM-7 can write; `undefined` of another. A campaign asks for each of a million texts. */
const septetsIn = (text: string): number | undefined => {
  let septets = 0;
  for (const character of text) {
    const size = septetsByCharacter.get(character);
    if (size === undefined) return undefined;
    septets += size;
  }
  return septets;
};

/** Letters of Western languages, with their dashes and quotes: each is a grapheme of one unit. */
const isPlain = (text: string): boolean => /^[\n\x20-\u02ff\u2010-\u2027\u20ac]*$/.test(text);

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Describes the extra segments of an SMS text with characters outside GSM-7. */
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
