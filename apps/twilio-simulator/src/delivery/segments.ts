/** Capacity of one SMS, and of each part of a longer text: septets in GSM-7, units of 16 bits in UCS-2. */
const gsm7 = { single: 160, part: 153 };
const ucs2 = { single: 70, part: 67 };

const graphemes = new Intl.Segmenter();

/** The SMS segments that a text is billed as; an empty text is one. */
export const countSegments = (text: string): number => {
  if (text.length <= ucs2.single) return 1;
  const septets = septetsOf(text);
  return septets ? countParts(septets, gsm7) : countParts(unitsOf(text), ucs2);
};

/** Keeps a visible character in one part: the family emoji is several code points. */
const unitsOf = (text: string): number[] => Array.from(graphemes.segment(text), ({ segment }) => segment.length);

/** A character that does not fit the rest of a part opens the next one. A longer one than a part flows over. */
const countParts = (sizes: number[], { single, part }: typeof gsm7): number => {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= single) return 1;
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > part && size <= part) [parts, used] = [parts + 1, 0];
    used += size;
    for (; used > part; used -= part) parts += 1;
  }
  return parts;
};

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡' +
  'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extension = '\f^{}\\[~]|€';

/** Maps each character of GSM 03.38 to its septets: an extension character needs an escape septet. */
const septetTable = new Map([
  ...Array.from(basic, (character) => [character, 1] as const),
  ...Array.from(extension, (character) => [character, 2] as const),
]);

/** The septets of each character, or undefined when one is not in GSM-7. */
const septetsOf = (text: string): number[] | undefined => {
  const counts: number[] = [];
  for (const character of text) {
    const count = septetTable.get(character);
    if (count === undefined) return undefined;
    counts.push(count);
  }
  return counts;
};
