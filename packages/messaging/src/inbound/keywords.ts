import type { ReplyKeyword } from '@recado/contract';
import { ownWordsOf, plain, withoutCourtesy } from './words.ts';

/**
 * Returns the keyword of a message that contains nothing else but courtesy: "Parar, por favor!" is one, "não pare" is not.
 */
export const replyKeywordOf = (text: string): ReplyKeyword | undefined => {
  if (text.length > longest) return undefined;
  return keywordsByText.get(withoutCourtesy(plain(ownWordsOf(text))));
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
