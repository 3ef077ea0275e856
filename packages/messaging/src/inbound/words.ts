/** Ignores case, accents, punctuation, emoji, and spaces at the ends or in a row. */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Removes the line that a phone adds, such as "Enviado do meu iPhone", and lines that quote another message. */
export const ownWordsOf = (text: string): string =>
  text
    .replace(/\n\s*(?:--\s|(?:enviado (?:do|da|desde|pelo|a partir)|sent (?:from|via)|get outlook)\b).*$/isu, '')
    .replace(/^\s*>.*$/gmu, '');

/** Removes greetings and courtesy at both ends of plain text: "por favor parar" becomes "parar". */
export const withoutCourtesy = (text: string): string => text.replace(courtesyBefore, '').replace(courtesyAfter, '');

const courtesy =
  'por favor|porfa|porfavor|please|pls|plz|pf|pfv|pfvr|obrigad[oa]|grat[oa]|gracias|thanks|thank you|thx|ola|oi|hola|hi|hello|hey|bom dia|boa tarde|boa noite|buen dia|buenos dias|buenas(?: tardes| noches)?|good (?:morning|evening|afternoon)';
const courtesyBefore = new RegExp(`^(?:(?:${courtesy}) )+`);
const courtesyAfter = new RegExp(`(?: (?:${courtesy}))+$`);

export type Clause = { words: string[]; isAsked: boolean };

/** Splits text at punctuation and at conjunctions. Returns the plain words of each part; "don't" becomes "dont". */
export const clausesOf = (text: string): Clause[] =>
  [...text.replace(/['’´`]/gu, '').matchAll(/([^.!?;:,\n…]+)([.!?;:,\n…]*)/gu)].flatMap(([, part = '', end = '']) => {
    const clauses = part.split(conjunctions).map((each) => plain(each));
    return clauses
      .map((clause) => ({ words: withoutCourtesy(clause).split(' ').filter(Boolean), isAsked: end.includes('?') }))
      .filter(({ words }) => words.length > 0);
  });

/** An accent tells "é" from "e", so that the text is split before it becomes plain. */
const conjunctions = /(?<!\p{L})(?:e|y|and|pero|but|pois|porque|because|so|since)(?!\p{L})/iu;
