import type { InboundOptOut } from '@recado/contract';
import { longestMessage, ownWordsOf, replyKeywordOf, withoutCourtesy } from './keywords.ts';
import { readSentence } from './opt-out-sentence.ts';
import { kindsOf } from './opt-out-words.ts';
import { divide, isSlipOf, plain, readable } from './spelling.ts';

/**
 * Returns how clearly a message that is no keyword asks to get no more marketing. It is read as it is written, then with
 * its lines or its glued words as one sentence. What only resembles a request is unclear.
 */
export const inboundOptOutOf = (text: string): InboundOptOut | undefined => {
  if (text.length > longestMessage) return undefined;
  const own = ownWordsOf(readable(text)).trim();
  return readSentence(own) ?? (/\s/u.test(own) ? readAcrossLines(own) : readGlued(own)) ?? hintOf(own);
};

/** A sentence may go on in the next line. A capital letter says that it may also be another one. */
const readAcrossLines = (text: string): InboundOptOut | undefined => {
  if (!text.includes('\n')) return undefined;
  const found = readSentence(text.replace(/\s*\n\s*/gu, ' '));
  return found && /\n\s*\p{Lu}/u.test(text) ? 'unclear' : found;
};

/** Reads "não,quero,mais,receber" and "naoqueromais". */
const readGlued = (text: string): InboundOptOut | undefined => {
  const words = plain(text);
  if (words.includes(' ')) return readSentence(words);
  if (words.length < shortestGlued || words.length > longestGlued) return undefined;
  const parts = divide(words, (part) => kindsOf(part).size > 0 || part === 'baja');
  const sentence = parts?.join(' ') ?? '';
  return replyKeywordOf(sentence) === 'stop' || readSentence(sentence) === 'clear' ? 'clear' : undefined;
};

const shortestGlued = 8;
const longestGlued = 80;

/** Recognizes messages that are most likely a request, but may be something else. */
const hintOf = (text: string): 'unclear' | undefined => {
  const words = withoutCourtesy(plain(text.replace(/['’´`]/gu, '')));
  if (saidBefore.test(words)) return 'unclear';
  if (text.includes('?')) return undefined;
  const chosen = words.replace(choice, '');
  const isHint =
    hints.has(words) ||
    signs.test(text) ||
    calls.test(text.normalize('NFC')) ||
    (words === 'para' && plain(text) !== 'para') ||
    (endsInStop.test(words) && !words.split(' ').some((word) => kindsOf(word).has('other'))) ||
    (chosen !== words && replyKeywordOf(chosen) === 'stop') ||
    (words.length <= 9 && replyKeywordOf(words.replaceAll(' ', '')) === 'stop') ||
    (kindsOf(words).size === 0 && slippedFrom.some((meant) => isSlipOf(words, meant)));
  return isHint ? 'unclear' : undefined;
};

/** Each is a whole message. ALTO is a stop in Mexico, and "tall" elsewhere. */
const hints = new Set(
  'alto|sai|vaja|mute|silenciar|turn off|block|blocked|reported|bloqueado|bloqueada|bloqueados|denunciado|reportado|reportado como spam|can you not|no texts|no messages|no sms|stahp|pause|dispenso|to fora|estou fora|im out|out|count me out|xo|some daqui|sumam|desligar|stfu|gtfo|fu|back off|buzz off|stay away|shut up|shut the fuck up|dejate de joder|dejense de joder|cortala|cortenla|me hinchan|no hinchen mas|no rompan|no rompas|me tenes podrido|hard pass|please dont|dont'.split(
    '|',
  ),
);

const signs = /^[\s🛑🚫⛔🔕]+$/u;

/** "Para!" calls to stop; "para" is a preposition, too. */
const calls = /^\P{L}*(?:p[aá]ra\s*!|para{2,}|pára|pará)\P{L}*$/iu;

/** "1 - Sair", and "sair 2". */
const choice = /^(?:\d )?(?:(?:opcao|opcion|option|digito|digite|marco) )?(?:\d )?|(?: \d)+$/gu;

/** "I have said stop three times." */
const saidBefore =
  /\b(?:say|said|told you(?: to)?|texted|typed|replied|wrote|sent|mandei|disse|pedir?|respondi|escrevi|dije|escribi|mande|puse)(?: (?:pra|para|que))? (?:stop|sair|parar|pare|baja|salir|unsubscribe)(?: (?:\d+ (?:times|vezes|veces)|again|already|twice|varias vezes|muchas veces))?$/u;

/** "This is a work phone, stop", but not "the next stop" and not "will it stop". */
const endsInStop =
  /(?<!\b(?:(?:dont|when|if|until|before|quando|cuando) (?:\w+ )?|(?:bus|truck|next|last|one|first|final|pit|door|full|non|short|a|the|this|that|which|what|your|my|to|it|they|does|did|dont|t|do|never|not|cannot|cant|wont|without|nao|nunca|que|no me|n) ))\b(?:stop|parem|unsubscribe)$/u;

const slippedFrom = ['stop', 'parar', 'pare', 'sair', 'salir', 'cancelar', 'unsubscribe', 'descadastrar'];
