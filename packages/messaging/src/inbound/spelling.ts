/**
 * Returns text as a person reads it: without invisible characters and long runs of spaces, and with the Latin letters that
 * others look like.
 */
export const readable = (text: string): string =>
  text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[[\p{Cf}\p{Cc}\u034F\uFE0E\uFE0F]--[\n\t]]/gv, '')
    // A pattern that tries each start of a run of spaces would take the square of its length.
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\n(?: ?\n){2,}/g, '\n\n')
    .replace(/(?<!\p{RI})\p{RI}(?!\p{RI})|[\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}]/gu, squaredLetter)
    .replace(lookAlikes, (letter) => latinLetters.get(letter) ?? letter);

const squaredLetter = (letter: string): string => {
  const code = letter.codePointAt(0) ?? 0;
  return String.fromCodePoint(0x61 + code - (code >= 0x1f1e6 ? 0x1f1e6 : code >= 0x1f170 ? 0x1f170 : 0x1f150));
};

/** Cyrillic, Greek and small capital letters, with the Latin letters that they are taken for. */
const latinLetters = new Map(
  [
    ['АаВЕеКкМНОоРрСсТтУуХхЅѕІіЈјԁѴѵ', 'AaBEeKkMHOoPpCcTtYyXxSsIiJjdVv'],
    ['ΑαΒΕΖΗΙιΚκΜΝΟοΡρΤτΥΧχν', 'AaBEZHIiKkMNOoPpTtYXxv'],
    ['ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıøł', 'abcdefghijklmnoprstuvwyziol'],
  ].flatMap(([others = '', latin = '']) => [...others].map((other, at) => [other, latin.charAt(at)] as const)),
);
const lookAlikes = new RegExp(`[${[...latinLetters.keys()].join('')}]`, 'gu');

/** Ignores case, accents, punctuation, emoji, and spaces at the ends or in a row. */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Writes a letter once that stands three times or more in a row: "paaare" becomes "pare". No word has such a row. */
export const undrawn = (text: string): string => text.replace(/(\p{L})\1{2,}/giu, '$1');

/** Writes letters for the digits and signs in words: "st0p" becomes "stop". */
export const withoutDigits = (text: string): string =>
  text.replace(/(?<=\p{L})[01345@$]|[01345@$](?=\p{L})/gu, (sign) => letterOfSign.get(sign) ?? sign);

const letterOfSign = new Map(Object.entries({ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', '@': 'a', $: 's' }));

/** Divides a word that is several words without spaces: "naoqueromais". Returns `undefined` if a part is unknown. */
export const divide = (word: string, isKnown: (part: string) => boolean): string[] | undefined => {
  // Holds the division of what begins at each place, from the end; a longer first part goes first.
  const rest: (string[] | undefined)[] = Array.from({ length: word.length });
  rest.push([]);
  for (let from = word.length - 1; from >= 0; from -= 1)
    for (let to = Math.min(word.length, from + longestPart); to > from && !rest[from]; to -= 1) {
      const after = rest[to];
      if (after && isKnown(word.slice(from, to))) rest[from] = [word.slice(from, to), ...after];
    }
  return rest[0];
};

const longestPart = 14;

/** Returns whether a word is another one but for one slip of a finger: a letter twice, left out, exchanged, or a neighbor. */
export const isSlipOf = (word: string, meant: string): boolean => {
  if (word === meant || word.length < 4 || Math.abs(word.length - meant.length) > 1) return false;
  const at = [...meant].findIndex((letter, index) => word[index] !== letter);
  const [from, rest] = at === -1 ? [meant.length, ''] : [at, meant.slice(at)];
  const said = word.slice(from);
  if (word.length > meant.length) return said.slice(1) === rest && isRepeated(word, from);
  if (word.length < meant.length) return from > 0 && said === rest.slice(1);
  if (said.slice(1) === rest.slice(1)) return neighborsOf(rest.charAt(0)).includes(said.charAt(0));
  return said.charAt(0) === rest.charAt(1) && said.charAt(1) === rest.charAt(0) && said.slice(2) === rest.slice(2);
};

const isRepeated = (word: string, at: number): boolean => word[at] === word[at - 1] || word[at] === word[at + 1];

const keyboard = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Returns the letters beside a letter on a keyboard. */
const neighborsOf = (letter: string): string => {
  const row = keyboard.findIndex((keys) => keys.includes(letter));
  const at = keyboard[row]?.indexOf(letter) ?? -1;
  const beside = (keys = '', from: number, to: number) => keys.slice(Math.max(0, from), to);
  const above = beside(keyboard[row - 1], at, at + 2);
  return above + beside(keyboard[row], at - 1, at + 2) + beside(keyboard[row + 1], at - 1, at + 1);
};
