import iconv from 'iconv-lite';

const codePages = ['windows-1252', 'cp850', 'macintosh'] as const;
type CodePage = (typeof codePages)[number];

/**
 * The code page by which the letters beyond ASCII make words of Portuguese, Spanish or English; `undefined` where none does.
 * Detectors that know whole languages guess wrong when a file has one such letter.
 */
export const bestCodePage = (bytes: Buffer): CodePage | undefined => {
  const [best] = codePages
    .map((codePage) => ({ codePage, score: scoreOf(iconv.decode(bytes, codePage)) }))
    .toSorted((a, b) => b.score - a.score);
  return best && best.score > 0 ? best.codePage : undefined;
};

/** Letters and signs of Portuguese and Spanish, by how often they stand in names and texts. */
const common = new Set('áãçéíóúêâôõñÁÃÇÉÍÓÚÊÂÔÕÑ');
const rare = new Set('àüÀÜºª¿¡èëïöäÖÄ°“”‘’–—…€®©´·•ìòùîûß');

const isLetter = (character: string | undefined) => character !== undefined && /\p{L}/u.test(character);
const isUpper = (character: string | undefined) => character !== undefined && /\p{Lu}/u.test(character);
const isLower = (character: string | undefined) => character !== undefined && /\p{Ll}/u.test(character);

type Place = {
  character: string;
  before: string | undefined;
  beforeThat: string | undefined;
  after: string | undefined;
};

/** The mean of all characters beyond ASCII, between -4 and 3. */
const scoreOf = (text: string): number => {
  let sum = 0;
  let count = 0;
  for (const { 0: character, index } of text.matchAll(/[^\0-\x7f]/gu)) {
    count += 1;
    const after = text[index + character.length];
    sum += scoreOfPlace({ character, before: text[index - 1], beforeThat: text[index - 2], after });
  }
  return count ? sum / count : 0;
};

const isForeign = (character: string | undefined) => isLetter(character) && !/[a-z]/i.test(character ?? '');

const scoreOfPlace = (place: Place): number => {
  const { character, before, after } = place;
  if (isForeign(before) && isForeign(after)) return -4;
  if (!common.has(character) && !rare.has(character)) return isLetter(character) && fits(place) ? -1 : -4;
  if (!isLetter(character)) return isLetter(before) && isLetter(after) ? -2 : 0.5;
  if (!fits(place)) return -2;
  const beginsSmall = isLower(character) && !isLetter(before);
  return (common.has(character) ? 3 : 1) - (beginsSmall ? 0.5 : 0);
};

/** A capital letter does not follow a small one, nor a small one two capitals; few letters come after ã, õ, ç and ñ. */
const fits = ({ character, before, beforeThat, after }: Place): boolean => {
  if (/[çñ]/i.test(character) && isLetter(after) && /[b-df-hj-np-tv-z]/i.test(after ?? '')) return false;
  if (/[ãõ]/i.test(character) && isLetter(after) && !/[aeioszm]/i.test(after ?? '')) return false;
  if (isUpper(character)) return !isLower(before) && !(isUpper(before) && isLower(after));
  return !isUpper(after) && !(isUpper(before) && isUpper(beforeThat));
};
