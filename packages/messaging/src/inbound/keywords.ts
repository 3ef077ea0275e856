import type { ReplyKeyword } from '@recado/contract';
import { plain, readable, undrawn, withoutDigits } from './spelling.ts';

/**
 * Returns the keyword of a message that contains nothing else but courtesy: "Parar, por favor!" is one, "não pare" is not.
 * It may be said several times, spelled letter by letter, or drawn out: "sair sair", "S T O P", "pareee".
 */
export const replyKeywordOf = (text: string): ReplyKeyword | undefined => {
  if (text.length > longestMessage) return undefined;
  const own = undrawn(ownWordsOf(readable(text)));
  return own.length > longest ? undefined : (keywordOf(own) ?? keywordOf(withoutDigits(own)));
};

const keywordOf = (text: string): ReplyKeyword | undefined => {
  const words = withoutCourtesy(plain(text));
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

/** Twilio allows no more. */
export const longestMessage = 1600;
const longest = 100;

/** Removes the line that a phone adds, such as "Enviado do meu iPhone", and lines that quote another message. */
export const ownWordsOf = (text: string): string =>
  text
    .replace(reactions, '')
    .replace(/^\s*>.*$/gmu, '')
    .replace(quoteHeaders, '')
    .replace(
      /(?:\n|\s[-–—])\s*(?:--\s|(?:enviado (?:do|da|desde|pelo|con|a partir)|sent (?:from|via)|get outlook|obt(?:er|ener|enha) (?:o )?outlook)\b).*$/isu,
      '',
    )
    .replace(
      /\n\s*(?:att|atte|atenciosamente|abs|abraços|cordialmente|saludos|regards|best regards)\b[^\p{L}\n]*\n.*$/isu,
      '',
    );

/** A phone without the other's reactions gets them as text, with all of our message: "Liked “Sale! STOP to unsubscribe”". */
const reactions =
  /^\s*(?:(?:dis)?liked|loved|laughed at|emphasi[sz]ed|questioned|removed an? \w+ from|reacted \S+ to|gostou de|curtiu|amou|adorou|riu de|enfatizou|questionou|le (?:gustó|encantó)|se rio de|reaccionó con \S+ a|reagiu com \S+ a|[^\p{L}\p{N}]+ (?:to|em|a))\s*[“"„«].*[”"»]\s*$/isu;

/** The line above a quoted message: "On Mon, 1 Dec, Ana wrote:". */
const quoteHeaders = /^\s*(?:on|em|el)\s.{5,100}\b(?:wrote|escreveu|escribió):\s*$/gimu;

/** Removes greetings and courtesy at both ends of plain text: "por favor parar" becomes "parar". */
export const withoutCourtesy = (text: string): string => text.replace(courtesyBefore, '').replace(courtesyAfter, '');

const courtesy =
  'por favor|porfa|porfavor|xfa|xfavor|x favor|please|pls|plz|pf|pfv|pfvr|obrigad[oa]|grat[oa]|vlw|gracias|thanks|thank you|thx|ty|ola|oi|hola|hi|hello|hey|bom dia|boa tarde|boa noite|buen dia|buenos dias|buenas(?: tardes| noches)?|good (?:morning|evening|afternoon)|no (?:gracias|thanks|thank you|thx|ty)|nao obrigad[oa]|mano|cara|moc[oa]|amig[oa]|che|bro|man|pelo amor de deus|por dios|for gods sake|' +
  // People swear, speak their punctuation, and send pictures with a caption.
  'vsf|porra|caralho|merda|krl|pqp|cacete|carajo|cono|mierda|bitch|damn(?: it)?|fuck(?:ing|in)?(?! off)|ffs|wtf|omg|ponto(?: final| de exclamacao)?|punto(?: final)?|period|full stop|exclamation (?:point|mark)|virgula|coma|comma|sticker|figurinha|gif';
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
