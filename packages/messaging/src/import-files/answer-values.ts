import { wordSet } from './header-words.ts';

/** The answer in a row: the person agreed, refused or left; nothing; or a text that is neither yes nor no. */
export type Answer = 'yes' | 'no' | 'none' | 'unclear';

const plainValue = (value: string) =>
  value
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, ' ')
    .trim();

const yesWords = wordSet(
  'true yes y sim s si 1 verdadeiro verdadero v t x ok on aceito aceita aceitou acepto acepta concordo concorda concordou ' +
    'autorizo autoriza autorizado accept accepted accepts agree agreed granted allowed checked marcado optin subscribed inscrito ' +
    'suscrito consentiu consentido permitido ativo confirmado confirmed claro',
);
const noWords = wordSet(
  'false no n nao 0 falso f off recuso recusou recusado recusa refused rejected rejeitado rejeitou rechazo rechazado declined ' +
    'denied negado unchecked desmarcado optout unsubscribed descadastrado desinscrito cancelado removido revoked revogado bloqueado ' +
    'blocked never nunca inativo nein non nee nej nope nah stop parar sair saiu out bloqueados bloqueada bloqueadas descadastrados descadastrada descadastradas ' +
    'desinscrita cancelada cancelados removida removidos excluido excluida excluidos recusada rejeitada rechazada revogada inativa ' +
    'inactivo inactiva inactive unsubscribes blocklisted blacklisted suppressed removed nega negou negada ' +
    'rechaza desligado desligada',
);

export const joined = (value: string) =>
  plainValue(value)
    .replace(/\.$/, '')
    .replace(/^([01])[. ]0+$/, '$1')
    .replace(/^opt(?:ed)? (in|out)$/, 'opt$1');

/** In a column of consents these say that there is none, or none any more. Elsewhere they may be about an order. */
const lapsedWords = wordSet(
  'pending pendente pendiente unconfirmed waiting aguardando esperando expired expirado expirada vencido vencida caducado ' +
    'withdrawn retirado retirada lapsed bounced invalid invalido invalida unknown desconhecido desconocido ended encerrado',
);

export const isLapsed = (value: string): boolean => lapsedWords.has(joined(value));

/** Reads an answer in a column of consents. */
export const readConsent = (value: string): Answer => {
  const end = endOf(value);
  return isLapsed(value) || (end !== undefined && end !== 'kept') ? 'no' : readAnswer(value);
};

const phrases: [RegExp, string][] = [
  [/\bopt(?:ed)? out\b/g, 'optout'],
  [/\b(?:un|non) ?subscri/g, 'unsubscri'],
  [/\b(?:do not|nao|no) (?:contact|disturb|text|message|perturbe|contatar|contactar|enviar|molestar)\b/g, 'dnc'],
  [/\b(?:nao|no|not|nunca|never|sem|non) (?:(?:esta|foi|is|fue|been|was) )?(?=\w)/g, 'not '],
];
/** By these words, a status or a tag says that somebody left. */
const leftWords = String.raw`unsub\w*|optout|dnc|descadastr\w*|desinscr\w*`;
const ends = {
  left: new RegExp(
    String.raw`^(?:${leftWords}|desuscri\w*|complain\w*|spam|suppressed|black ?list\w*|block ?list\w*)$`,
  ),
  /** No order ends like that. */
  inactive:
    /^(?:inativ[oa]s?|inactiv[oae]s?|bounced?|bloquead[oa]s?|blocked|desativad[oa]s?|desactivad[oa]s?|deactivated|churn(?:ed)?|cleaned|baja)$/,
  canceled:
    /^(?:cancell?ed|cancelad[oa]s?|cancelou|cancel|cancelamento|removed|removid[oa]s?|deleted|deletad[oa]s?|excluid[oa]s?|eliminad[oa]s?|revoked|revogad[oa]s?|revocad[oa]s?|withdrawn|disabled|suspended|suspens[oa]|suspendid[oa]|left|saiu)$/,
};
/** A longer text explains something, for example how a consent is withdrawn. */
const mostWordsOfStatus = 6;

/** Finds a word for an end in a status such as `Cancelado em 02/03/2026`. `kept`: it is denied, as in `não bloqueado`. */
export const endOf = (value: string): keyof typeof ends | 'kept' | undefined => {
  let text = plainValue(value);
  for (const [phrase, word] of phrases) text = text.replace(phrase, word);
  const words = text.split(/[ .]+/).filter((word) => !/^\d*$/.test(word));
  if (words.length > mostWordsOfStatus) return undefined;
  const places = (end: RegExp) => words.flatMap((word, at) => (end.test(word) ? [at] : []));
  const found = (['left', 'inactive', 'canceled'] as const).filter((end) => places(ends[end]).length > 0);
  const isKept = (end: RegExp) => places(end).every((at) => words[at - 1] === 'not');
  return found.find((end) => !isKept(ends[end])) ?? (found.length ? 'kept' : undefined);
};

/** Reads an answer in Portuguese, Spanish or English. */
export const readAnswer = (value: string): Answer => {
  const text = joined(value);
  if (!text) return markOf(value);
  if (/^\s*[-\u2212]\s*\d/.test(value)) return 'unclear';
  if (isNo(text)) return 'no';
  // "❌ sim" says both, and letters of other alphabets were left out.
  if (noMark.test(value) || otherLetters.test(value)) return 'unclear';
  if (yesWords.has(text)) return 'yes';
  return /^(?:sim|si|yes) (?:eu |i |yo )?(?:aceito|autorizo|concordo|quero|acepto|quiero|agree|accept|please$|claro$|por favor$)/.test(
    text,
  )
    ? 'yes'
    : 'unclear';
};

const isNo = (text: string) => noWords.has(text) || /^(?:nao|no|not|nunca|never|nem|jamais) /.test(text);

const otherLetters = /[^\p{Script=Latin}\P{L}]/u;
const noMark = /[❌✗✘✖╳⨯👎☐☒⬜⛔🚫🔴🙅]/u;
const yesMarks = /^[✓✔☑✅👍🟢]+$/u;
const noMarks = new RegExp(`^(?:${noMark.source})+$`, 'u');
const blanks = /^[\s\p{P}\p{M}]*$/u;

/** A mark in place of a word. One that is not known is unclear, and a dash is nothing. */
const markOf = (value: string): Answer => {
  const mark = value.replace(/[\s\uFE0E\uFE0F\u200D]|\p{Emoji_Modifier}/gu, '');
  if (yesMarks.test(mark)) return 'yes';
  if (noMarks.test(mark)) return 'no';
  return blanks.test(mark) ? 'none' : 'unclear';
};

/** Databases write no date as `NULL` or `0000-00-00`. */
export const isNothing = (value: string): boolean =>
  /^[([<]?(?:null|\\N|nan|nat|none|nil|undefined|#?n\/[ad]|nenhuma?|ningun[ao]?|vazi[ao]|vac[ií][ao])[)\]>]?$/i.test(
    value.trim(),
  ) || /^(?:0{4}[-/]00?[-/]00?|00?[-/]00?[-/]0{4})\b/.test(value.trim());

const leavingTag = new RegExp(String.raw`^(?:${leftWords}|opt(?:ed)? ?out|do not (?:contact|disturb))$`);

/** `vip, unsubscribed` among the tags of a person says that they left. */
export const hasLeavingTag = (value: string): boolean =>
  value.split(/[,;|/]/).some((tag) => leavingTag.test(plainValue(tag)));
