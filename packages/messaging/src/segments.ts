/** How an SMS text is encoded and how many parts it takes. */
export type SegmentCount = { encoding: 'GSM-7' | 'UCS-2'; segments: number };

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
// each takes an escape septet before its own
const extended = new Set('\f^{}\\[~]|€');

// a part carries 1,120 bits; with more than one part, 48 of them are its header
const gsm = { single: 160, part: 153 };
const ucs = { single: 70, part: 67 };

type Limits = typeof gsm;

const septetsOf = (character: string): number => (extended.has(character) ? 2 : 1);

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

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Counts the segments that an SMS is billed and rated by: GSM-7 with its extension table when every character is in it,
 * else UCS-2. https://www.twilio.com/docs/glossary/what-sms-character-limit
 */
export const countSegments = (text: string): SegmentCount => {
  const characters = Array.from(text);
  if (characters.every((character) => basic.has(character) || extended.has(character)))
    return { encoding: 'GSM-7', segments: partsOf(characters.map(septetsOf), gsm) };
  const units = [...graphemes.segment(text)].map(({ segment }) => segment.length);
  return { encoding: 'UCS-2', segments: partsOf(units, ucs) };
};
