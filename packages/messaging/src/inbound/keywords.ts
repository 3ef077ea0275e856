import type { ReplyKeyword } from '@recado/contract';

/** Returns the keyword of a message that contains nothing else: "Parar!" is one, "não pare" is not. */
export const replyKeywordOf = (text: string): ReplyKeyword | undefined =>
  text.length > longest ? undefined : keywordsByText.get(plain(text));

/**
 * Each is a whole message. The English ones are Twilio's own, and what it added to them; the Portuguese and Spanish ones are
 * those that carriers name and their forms. YES and SIM are none: people answer questions with them.
 */
const keywords: Record<ReplyKeyword, readonly string[]> = {
  stop: [
    'stop',
    'stop all',
    'stopall',
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
    'parar promocoes',
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

/** Ignores case, accents, punctuation, emoji, and spaces at the ends or in a row. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const keywordsByText = new Map(
  (Object.keys(keywords) as ReplyKeyword[]).flatMap((keyword) =>
    keywords[keyword].map((word) => [plain(word), keyword] as const),
  ),
);

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
