import type { ReplyKeyword } from '@recado/contract';

/**
 * Returns the keyword of a message that contains nothing else but courtesy: "Parar, por favor!" is one, "não pare" is not.
 * It may be said several times, spelled letter by letter, or drawn out: "sair sair", "S T O P", "pareee".
 */
export const replyKeywordOf = (text: string): ReplyKeyword | undefined => {
  if (text.length > longest) return undefined;
  const words = withoutCourtesy(plain(undrawn(ownWordsOf(text))));
  const said = /^\p{L}(?: \p{L}){2,}$/u.test(words) ? words.replaceAll(' ', '') : words;
  return keywordsByText.get(said) ?? keywordsByText.get(said.replace(/^(.+?)(?: ?\1)+$/u, '$1'));
};

/**
 * Each is a whole message. The English ones are Twilio's own, and what it added to them; the Portuguese and Spanish ones are
 * those that carriers name and their forms. YES and SIM are none: people answer questions with them.
 */
const keywords: Record<ReplyKeyword, readonly string[]> = {
  stop: [
    'stop',
    'arret',
    'stop all',
    'stopall',
    'cancel all',
    'end all',
    'unsubscribe',
    'cancel',
    'end',
    'quit',
    'revoke',
    'opt out',
    'optout',
    'opt-out',
    'parar',
    'pare',
    'sair',
    'cancelar',
    'cancela',
    'cancele',
    'descadastrar',
    'descadastre',
    'remover',
    'remova',
    'desinscrever',
    'desinscreva',
    'suspender',
    'suspenda',
    'basta',
    'nao quero mais',
    'nao quero receber',
    'sair da lista',
    'me remova',
    'remover da lista',
    'pare de enviar',
    'parar mensagens',
    'parar todo',
    'baja',
    'dar de baja',
    'darse de baja',
    'salir',
    'detener',
    'no quiero mas',
    'no mas',
    'desuscribir',
    'desuscribirme',
    'anular',
    'eliminar',
    'no molestar',
  ],
  start: [
    'start',
    'unstop',
    'subscribe',
    'opt in',
    'optin',
    'resume',
    'voltar',
    'iniciar',
    'comecar',
    'retomar',
    'inscrever',
    'quero receber',
    'empezar',
    'comenzar',
    'reanudar',
    'suscribir',
    'suscribirme',
    'quiero recibir',
  ],
  help: ['help', 'info', 'ajuda', 'ayuda'],
};

/**
 * Returns whether a message is only a yes, in English, Portuguese or Spanish: "Sim!" is one, "sim, mas depois" is not.
 */
export const isYes = (text: string): boolean => text.length <= longest && yeses.has(plain(text));

const yeses = new Set([
  'yes',
  'y',
  'yes please',
  'sim',
  's',
  'sim quero',
  'si',
  'si quiero',
  'confirmo',
  'aceito',
  'acepto',
]);

const longest = 100;

/** Ignores case, accents, punctuation, emoji, and spaces at the ends or in a row. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Writes a letter once that stands three times or more in a row: "paaare" becomes "pare". No word has such a row. */
const undrawn = (text: string): string => text.replace(/(\p{L})\1{2,}/giu, '$1');

/** Removes the line that a phone adds, such as "Enviado do meu iPhone", and lines that quote another message. */
export const ownWordsOf = (text: string): string =>
  text
    .replace(/\n\s*(?:--\s|(?:enviado (?:do|da|desde|pelo|a partir)|sent (?:from|via)|get outlook)\b).*$/isu, '')
    .replace(/^\s*>.*$/gmu, '');

/** Removes greetings and courtesy at both ends of plain text: "por favor parar" becomes "parar". */
const withoutCourtesy = (text: string): string => text.replace(courtesyBefore, '').replace(courtesyAfter, '');

const courtesy =
  'por favor|porfa|porfavor|please|pls|plz|pf|pfv|pfvr|obrigad[oa]|grat[oa]|gracias|thanks|thank you|thx|ola|oi|hola|hi|hello|hey|bom dia|boa tarde|boa noite|buen dia|buenos dias|buenas(?: tardes| noches)?|good (?:morning|evening|afternoon)';
const courtesyBefore = new RegExp(`^(?:(?:${courtesy}) )+`);
const courtesyAfter = new RegExp(`(?: (?:${courtesy}))+$`);

export type Clause = { words: string[]; isAsked: boolean };

/** Splits text at punctuation and at conjunctions. Returns the plain words of each part; "don't" becomes "dont". */
export const clausesOf = (text: string): Clause[] =>
  [
    ...undrawn(text)
      .replace(/['’´`]/gu, '')
      .matchAll(/([^.!?;:,\n…]+)([.!?;:,\n…]*)/gu),
  ].flatMap(([, part = '', end = '']) => {
    const clauses = part.split(conjunctions).map((each) => plain(each));
    return clauses
      .map((clause) => ({ words: withoutCourtesy(clause).split(' ').filter(Boolean), isAsked: end.includes('?') }))
      .filter(({ words }) => words.length > 0);
  });

/** An accent tells "é" from "e", so that the text is split before it becomes plain. */
const conjunctions = /(?<!\p{L})(?:e|y|and|pero|but|pois|porque|because|so|since)(?!\p{L})/iu;

const keywordsByText = new Map(
  (Object.keys(keywords) as ReplyKeyword[]).flatMap((keyword) =>
    keywords[keyword].map((word) => [plain(word), keyword] as const),
  ),
);
