import type { InboundOptOut } from '@recado/contract';
import { clausesOf, type Clause } from './keywords.ts';
import { splitAtCommands } from './opt-out-expressions.ts';
import { kindsOf, type Kind } from './opt-out-words.ts';

/**
 * Returns how clearly a text asks, in a sentence, to get no more marketing. A clause counts by its verb, its object and
 * its negation. A word that the vocabulary lacks usually makes it a clause about something else.
 */
export const readSentence = (text: string): InboundOptOut | undefined => {
  const clauses = clausesOf(text).flatMap(splitAtCommands).map(read);
  const verdicts = clauses.map(verdictOf);
  const asksForContact = clauses.some(
    ({ words }, at) => verdicts[at] === undefined && invitations.test(words.join(' ')),
  );
  if (asksForContact) return verdicts.some((each) => each === 'clear' || each === 'command') ? 'unclear' : undefined;
  if (verdicts.includes('clear')) return 'clear';
  const strangers = clauses.reduce((sum, clause, at) => sum + (verdicts[at] ? 0 : clause.unknown), 0);
  const isAboutOther = clauses.some(({ has }) => has('other'));
  if (verdicts.includes('command')) return strangers === 0 && !isAboutOther ? 'clear' : 'unclear';
  if (verdicts.includes('unclear')) return 'unclear';
  return verdicts.includes('bare') && !isAboutOther && strangers <= 4 ? 'unclear' : undefined;
};

/** "Call me", in a message that does not want something else. */
const invitations =
  /^(?:(?:just|only|so|solo|please|pode|podem|me) )*(?:call|send|email|text|mande|mandem|manda|liga|ligue|liguem|llama|llame|llamen|envie|enviem|envia|manden|envien|escriba(?:n?me|n)|escribeme)\b/;

/** `command` is "parem" and no more. `bare` is a request such as "quero cancelar", whose clause names no object. */
type Verdict = InboundOptOut | 'command' | 'bare' | undefined;

type Reading = {
  words: string[];
  has: (...kinds: Kind[]) => boolean;
  /** Words that are in no list. */
  unknown: number;
  isAsked: boolean;
  /** Lists the kinds of the first verb or object after a negation. */
  negated: ReadonlySet<Kind> | undefined;
};

const read = ({ words, isAsked }: Clause): Reading => {
  const kinds = words.map((word) => kindsOf(word));
  const negation = kinds.findIndex((each) => each.has('not'));
  const after = negation === -1 ? [] : kinds.slice(negation + 1);
  const stranger = after.findIndex((each) => each.size === 0);
  const scope = stranger === -1 ? after : after.slice(0, stranger);
  return {
    words,
    has: (...some) => kinds.some((each) => some.some((kind) => each.has(kind))),
    unknown: kinds.filter((each) => each.size === 0).length,
    isAsked,
    negated: negation === -1 ? undefined : (scope.find((each) => heads.some((head) => each.has(head))) ?? new Set()),
  };
};

const heads: readonly Kind[] = [
  'unsubscribe',
  'stop',
  'leave',
  'cancel',
  'remove',
  'send',
  'write',
  'call',
  'receive',
  'bother',
  'messages',
  'deal',
  'interest',
  'consent',
  'number',
];

const verdictOf = (clause: Reading): Verdict => {
  const { has, negated } = clause;
  if (has('when') || /^(?:respond|reply|envie (?:a palavra|parar|sair))/.test(clause.words.join(' '))) return undefined;
  if (has('without') && has('stop'))
    return has('messages', 'write', 'bother') ? limit('unclear', 2, clause.unknown) : undefined;
  const verdict = negated ? verdictOnRefusal(clause, negated) : (verdictOnPlea(clause) ?? verdictOnCommand(clause));
  if (verdict === undefined || (!clause.isAsked && !has('how'))) return verdict;
  if (has('how')) return 'unclear';
  if (has('may')) return verdict === 'clear' ? 'clear' : 'unclear';
  return clause.unknown === 0 ? 'unclear' : undefined;
};

/** Reads a clause with a negation: "não quero mais receber", "don't text me". "Não pare" is none. */
const verdictOnRefusal = (clause: Reading, negated: ReadonlySet<Kind>): Verdict => {
  const { has, unknown, words } = clause;
  const hasObject = has('messages', 'deal', 'list');
  const isVague = has('other') || (has('time') && !has('more'));
  if (negated.has('send') || negated.has('write')) {
    if (isStatement(words)) return undefined;
    const isNoun = negated.has('messages') && (has('want') || words.includes('no'));
    // "Don't text" may go on: "I'm driving".
    if (negated.has('write') && !isNoun && words.length === 2) return 'command';
    if (negated.has('write') && !isNoun)
      return limit(isVague ? 'unclear' : 'clear', has('other') && !hasObject ? 0 : 3, unknown);
    if (isNoun) return verdictOnObject(clause);
    if (hasObject) return limit(isVague || has('need') ? 'unclear' : 'clear', 4, unknown);
    if (isVague || unknown > 1) return undefined;
    const isWhole = has('me', 'more', 'number') && !has('need') && unknown === 0;
    return isWhole ? 'clear' : unknown === 0 || has('more') ? 'unclear' : undefined;
  }
  if (negated.has('receive')) {
    const isEnglish = words.some((word) => /^(?:receiv|get|hear)/.test(word));
    // "I am not receiving your messages" complains of the contrary.
    const isGerund = words.some((word) => /^(?:recebendo|recibiendo|receiving|getting|hearing)$/.test(word));
    if (has('future', 'may', 'cannot') || (isEnglish && !has('want', 'more')) || isStatement(words)) return undefined;
    if (isGerund && !has('want')) return undefined;
    if (hasObject) return limit(isVague ? 'unclear' : 'clear', 4, unknown);
    return isVague ? undefined : unknown === 0 ? 'clear' : unknown === 1 ? 'unclear' : undefined;
  }
  if (negated.has('bother')) {
    const isSuffered = has('me') || words.some((word) => /^(?:incomodad|bothered)/.test(word));
    // "I do not want to bother you" is courtesy.
    const isMeant = isSuffered || (!has('want') && words.some((word) => bothering.test(word)));
    return isMeant && !has('other') ? limit('clear', 1, unknown) : undefined;
  }
  if (negated.has('stop') || negated.has('cancel'))
    return has('if') && has('send', 'write', 'messages', 'spam') ? 'unclear' : undefined;
  if (negated.has('call')) return has('me', 'write') && !has('time') ? limit('unclear', 2, unknown) : undefined;
  if (negated.has('messages') || negated.has('deal')) return verdictOnObject(clause);
  if (negated.has('interest') || negated.has('consent'))
    return has('send', 'write', 'receive', 'messages') ? limit('clear', 3, unknown) : bare(clause, 'unclear');
  if (negated.has('number')) return has('mine') ? bare(clause, 'unclear') : undefined;
  if (heads.some((kind) => negated.has(kind)) || !has('more')) return undefined;
  if (has('want')) return bare(clause, has('list') ? 'clear' : 'bare');
  return words.filter((word) => !kindsOf(word).has('polite')).length === 2 ? bare(clause, 'clear') : undefined;
};

const bothering = /^(?:molest|pertur|incomod|disturb|jodan|jodais|chinguen|fastidien)/;

/** Reads "não quero mensagens" and "no more texts". */
const verdictOnObject = (clause: Reading): Verdict => {
  const { has, unknown, words } = clause;
  const isShort = words.length <= 3 && words[0] === 'no';
  if (!has('want', 'more')) return has('messages') && isShort ? bare(clause, 'unclear') : undefined;
  if (!has('messages')) return unknown === 0 && !has('other') ? 'unclear' : undefined;
  return limit(has('other') ? 'unclear' : 'clear', has('want') ? 3 : 1, unknown);
};

/** "You don't send": a statement about us. "Você não manda mais" is one, too. */
const isStatement = (words: readonly string[]): boolean =>
  /^(?:(?:why|but|por que|porque) )?(?:you|they|he|she|u|voce|voces|vcs|vc|eles|ela|ele|ustedes|usted|ellos) (?:nao|no|dont|never|nunca|n)\b/.test(
    words.join(' '),
  );

/** A clear request with more unknown words than `most` is unclear; with many more, it is about something else. */
const limit = (verdict: InboundOptOut, most: number, unknown: number): InboundOptOut | undefined => {
  if (unknown <= most) return verdict;
  return unknown <= most * 2 + 1 ? 'unclear' : undefined;
};

/** A request without an object counts only if it has no other words. */
const bare = <V extends Verdict>({ has, unknown }: Reading, verdict: V): V | undefined =>
  unknown === 0 && !has('other') ? verdict : undefined;

/** Reads a clause that complains, or asks for peace: "leave me alone", "chega de mensagens", "isso é spam". */
const verdictOnPlea = (clause: Reading): Verdict => {
  const { has, unknown } = clause;
  if (has('peace')) return limit('clear', 1, unknown);
  if (has('without')) {
    if (has('messages') && has('more')) return has('other') ? undefined : limit('clear', 1, unknown);
    return has('interest') ? bare(clause, 'unclear') : undefined;
  }
  if (has('cannot'))
    return has('unsubscribe', 'stop', 'leave', 'cancel', 'remove') &&
      !has('time', 'receive') &&
      (unknown === 0 || has('messages', 'list'))
      ? bare({ ...clause, unknown: 0 }, 'unclear')
      : undefined;
  if (has('persist')) return has('send', 'write', 'messages', 'bother') ? limit('unclear', 2, unknown) : undefined;
  if (has('wrong')) return has('other') ? undefined : limit('unclear', 1, unknown);
  if (has('enough')) {
    if (has('messages', 'bother')) return has('other') ? undefined : limit('clear', 2, unknown);
    if (
      clause.isAsked ||
      has('time', 'want', 'may', 'number') ||
      clause.words.some((word) => /^(?:une?|um|una|uma|uno|for)$/.test(word))
    )
      return undefined;
    return bare(clause, 'bare');
  }
  if (has('less') && has('messages')) return limit('unclear', 1, unknown);
  if (has('less') && has('me', 'receive')) return bare(clause, 'unclear');
  return undefined;
};

/** Reads a request without a negation, by its verb: stop, unsubscribe, leave, cancel, remove. */
const verdictOnCommand = (clause: Reading): Verdict => {
  const { has, unknown, words } = clause;
  const isAboutMessages = has('messages', 'write', 'bother', 'list');
  if (has('stop')) {
    if (has('future') && !has('receive')) return undefined;
    if (has('call') && !isAboutMessages) return limit('unclear', 1, unknown);
    if (isAboutMessages || has('receive'))
      return limit(has('other') ? 'unclear' : 'clear', has('send', 'write', 'receive', 'bother') ? 3 : 1, unknown);
    if (has('send'))
      return has('other') ? undefined : limit(unknown === 0 ? 'clear' : 'unclear', has('me') ? 1 : 0, unknown);
    if (has('deal')) return bare(clause, 'unclear');
    return bare(clause, words.every((word) => isCommandAlone(word)) ? 'command' : 'bare');
  }
  if (has('unsubscribe')) {
    if (has('other')) return has('messages') ? 'unclear' : undefined;
    return clause.isAsked && unknown > 0 ? undefined : limit('clear', 1, unknown);
  }
  if (has('cancel')) {
    if (has('other')) return undefined;
    if (has('consent')) return limit('clear', 1, unknown);
    if (has('messages') || (has('list') && !has('shipment'))) return limit('clear', 1, unknown);
    return has('time') && !has('polite') ? undefined : bare(clause, 'bare');
  }
  if (has('remove')) return verdictOnRemoval(clause);
  if (has('leave')) {
    if (has('other')) return undefined;
    if (has('list') || (has('messages') && !words.includes('leave'))) return limit('clear', 1, unknown);
    if (
      (has('time') && !(has('polite') && words.length === 2)) ||
      has('future') ||
      words.some((word) => /^(?:leave|com|con|a|with|para|pra)$/.test(word))
    )
      return undefined;
    return bare(clause, 'bare');
  }
  if (has('bother') && has('me')) return limit('unclear', 1, unknown);
  return has('spam') ? bare(clause, clause.isAsked ? undefined : 'unclear') : undefined;
};

const alone: readonly Kind[] = ['stop', 'polite', 'unsubscribe'];

const isCommandAlone = (word: string): boolean =>
  alone.some((kind) => kindsOf(word).has(kind)) || /^(?:favor|por|please|me)$/.test(word);

const verdictOnRemoval = (clause: Reading): Verdict => {
  const { has, unknown } = clause;
  if (has('other')) return undefined;
  if (has('list', 'consent') || (has('number') && has('mine'))) return limit('clear', 1, unknown);
  if (has('data')) return limit('unclear', 1, unknown);
  if (has('me') && has('messages') && unknown === 1) return 'clear';
  if (
    has('me') ||
    clause.words.some((word) => /(?:me|nos)$/.test(word) && kindsOf(word).has('remove') && word.length > 6)
  )
    return bare(clause, 'clear');
  if (has('number') && !has('time')) return bare(clause, 'unclear');
  return has('deleting') && (!has('time') || has('polite')) ? bare(clause, 'bare') : undefined;
};
