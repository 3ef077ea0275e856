/** The encoding of an SMS text and its number of segments. */
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
export const isInGsm7 = (character: string): boolean => septetsByCharacter.has(character);

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
