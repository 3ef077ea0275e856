import type { Wish } from '@recado/contract';

/** What a message asks for, if it says nothing but that: "Parar!" is a wish, "não pare" is none. */
export const wishOf = (text: string): Wish | undefined => (text.length > longest ? undefined : wishes.get(plain(text)));

/**
 * Each is a whole message. The English ones are Twilio's own, and what it added to them; the Portuguese and Spanish ones are
 * those that carriers name and their forms. YES and SIM are none: people answer questions with them.
 */
const keywords: Record<Wish, readonly string[]> = {
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

/** Case, accents, punctuation, emoji and spaces at its ends or in a row tell nothing here. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const wishes = new Map(
  (Object.keys(keywords) as Wish[]).flatMap((wish) => keywords[wish].map((word) => [plain(word), wish] as const)),
);

/** Whether a message is a yes and nothing else, in English, Portuguese or Spanish: "Sim!" is one, "sim, mas depois" is none. */
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
