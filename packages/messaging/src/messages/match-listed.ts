import type { RecordedTemplate } from '../templates/template.ts';
import { hasPlaceholder, renderSms } from './content.ts';
import type { Content } from './message.ts';

/** Describes a message that Twilio lists. */
export type Listed = {
  sid: string;
  /** Twilio does not always show the text that was sent: it may be empty, trimmed, extended or the bare template. */
  body: string;
  /** Counts its files, as far as Twilio says it. */
  media?: number;
  /** Counts the milliseconds since Twilio created it, by Twilio's own clock. */
  ageMs: number;
};

/** A message of ours whose SID is unknown. */
export type Candidate = {
  id: string;
  content: Content;
  template?: Pick<RecordedTemplate, 'body' | 'variables' | 'smsCharset'>;
  /** Nothing that Twilio created longer ago can be this message. */
  oldestMs: number;
  /** Its own worker may still get Twilio's answer. */
  isInFlight: boolean;
};

/** The message of ours that has a listed SID. Without `content`, nothing is known of its text. */
export type SidOwner = { twilioSid: string; isOfPair: boolean } & Partial<Pick<Candidate, 'content' | 'template'>>;

/** `found`: the SID is this message's. `open`: Twilio lists one that may be it. `absent`: Twilio lists none that may be it. */
export type Match = { kind: 'found'; twilioSid: string } | { kind: 'open' } | { kind: 'absent' };

/**
 * Matches all unresolved messages of one pair to all listed ones without an owner. Exact texts come first, then texts
 * that fit only one message, then files without a text. A listed message that is left keeps every message open that its text does not rule out.
 * So does one whose owner cannot be right, because Twilio may answer with the SID of another message.
 */
export const matchListed = (
  messages: readonly Candidate[],
  listed: readonly Listed[],
  owners: readonly SidOwner[] = [],
): Map<string, Match> => {
  const ownerOf = new Map(owners.map((owner) => [owner.twilioSid, owner]));
  const disputed = listed.filter((one) => isDisproved(ownerOf.get(one.sid), one)).map(({ sid }) => sid);
  const board = makeBoard(messages, listed, new Set(ownerOf.keys()));
  matchExact(board);
  while (matchUnmistakable(board)) continue;
  while (matchFiles(board)) continue;
  const left = [...board.freeSids(), ...disputed];
  const matchOf = ({ id }: Candidate): Match => {
    const twilioSid = board.found.get(id);
    if (twilioSid !== undefined) return { kind: 'found', twilioSid };
    return { kind: left.some((sid) => board.fitOf(id, sid) !== 'ruled_out') ? 'open' : 'absent' };
  };
  return new Map(messages.map((message) => [message.id, matchOf(message)]));
};

/** Messages in flight come last: what their worker knows better is put right when it records it. Then the oldest is first. */
const inTurn = (a: Candidate, b: Candidate): number =>
  Number(a.isInFlight) - Number(b.isInFlight) || b.oldestMs - a.oldestMs || (a.id < b.id ? -1 : 1);

/** Both sides in their turn, how each fits each, and what was matched so far. */
const makeBoard = (messages: readonly Candidate[], listed: readonly Listed[], owned: ReadonlySet<string>) => {
  const ids = messages.toSorted(inTurn).map(({ id }) => id);
  const sids = listed.toSorted((a, b) => b.ageMs - a.ageMs || (a.sid < b.sid ? -1 : 1)).map(({ sid }) => sid);
  const rowOf = (message: Candidate) => new Map(listed.map((one) => [one.sid, fitOf(message, one)]));
  const fits = new Map(messages.map((message) => [message.id, rowOf(message)]));
  const found = new Map<string, string>();
  return {
    found,
    fitOf: (id: string, sid: string): Fit => fits.get(id)?.get(sid) ?? 'ruled_out',
    openIds: () => ids.filter((id) => !found.has(id)),
    freeSids: () => {
      const taken = new Set(found.values());
      return sids.filter((sid) => !taken.has(sid) && !owned.has(sid));
    },
  };
};
type Board = ReturnType<typeof makeBoard>;

/** Each message takes the oldest text that equals its own: of equal texts, each may have any. */
const matchExact = ({ openIds, freeSids, fitOf: fit, found }: Board): void => {
  for (const id of openIds()) {
    const own = freeSids().find((sid) => fit(id, sid) === 'exact');
    if (own !== undefined) found.set(id, own);
  }
};

/** Matches one message and one text that fit each other and nothing else. Says whether there were any. */
const matchUnmistakable = ({ openIds, freeSids, fitOf: fit, found }: Board): boolean => {
  const open = openIds();
  const free = freeSids();
  for (const id of open) {
    const [own, ...others] = free.filter((sid) => fit(id, sid) === 'likely');
    const isShared = () => open.some((other) => other !== id && own !== undefined && fit(other, own) === 'likely');
    if (own === undefined || others.length > 0 || isShared()) continue;
    found.set(id, own);
    return true;
  }
  return false;
};

/**
 * Matches a message of files alone and a listed one of as many. Any other one that may be it is a doubt, because an empty
 * text may stand for each text.
 */
const matchFiles = ({ openIds, freeSids, fitOf: fit, found }: Board): boolean => {
  const open = openIds();
  const free = freeSids();
  for (const id of open) {
    const [own, ...others] = free.filter((sid) => fit(id, sid) !== 'ruled_out');
    if (own === undefined || others.length > 0 || fit(id, own) !== 'files') continue;
    if (open.some((other) => other !== id && fit(other, own) !== 'ruled_out')) continue;
    found.set(id, own);
    return true;
  }
  return false;
};

/**
 * `likely`: the text has the message's content. `files`: neither has a text, and both have as many files. `possible`: the
 * text shows nothing about it.
 */
type Fit = 'exact' | 'likely' | 'files' | 'possible' | 'ruled_out';

const fitOf = (message: Candidate, listed: Listed): Fit =>
  listed.ageMs > message.oldestMs ? 'ruled_out' : fitOfContent(message, listed);

/** Twilio lists by recipient, so a message to somebody else is not the one that it lists, nor is one of another text. */
const isDisproved = (owner: SidOwner | undefined, listed: Listed): boolean => {
  if (!owner) return false;
  const { isOfPair, content, template } = owner;
  return (
    !isOfPair ||
    (content !== undefined && fitOfContent({ content, ...(template && { template }) }, listed) === 'ruled_out')
  );
};

type Written = Pick<Candidate, 'content' | 'template'>;

const fitOfContent = (message: Written, listed: Listed): Fit => {
  const fit = fitOfWords(message, listed);
  const { content } = message;
  if (content.kind !== 'body' || listed.media === undefined) return fit;
  const hasFiles = content.media !== undefined;
  const isAlike = listed.media === (content.media?.length ?? 0);
  if (hasFiles && isAlike && content.body === '' && flatten(listed.body) === '') return 'files';
  // The same text may have been sent with files and without. Twilio's count rules nothing out, for it is not documented.
  return isAlike || fit === 'ruled_out' ? fit : 'possible';
};

const fitOfWords = (message: Written, { body }: Listed): Fit => {
  const text = textOf(message);
  if (text !== undefined && text !== '' && flatten(text) === flatten(body)) return 'exact';
  const words = wordsOf(body);
  if (words.length === 0) return 'possible';
  return message.content.kind === 'body'
    ? fitOfText(wordsOf(message.content.body), words)
    : fitOfTemplate(message, message.content.variables, body);
};

/** Returns the message's own text; `undefined` if only Twilio has that of its template. */
const textOf = ({ content, template }: Written): string | undefined => {
  if (content.kind === 'body') return content.body;
  return template?.body === undefined ? undefined : renderSms({ ...template, body: template.body }, content.variables);
};

/** Twilio may put something around a text or cut it off. It does not write another. */
const fitOfText = (own: string[], listed: string[]): Fit => {
  if (own.length === 0) return 'possible';
  if (contains(listed, own)) return isTelling(own) ? 'likely' : 'possible';
  return contains(own, listed) ? 'possible' : 'ruled_out';
};

const placeholder = /\{\{\s*[\w.]+\s*\}\}/;

/**
 * The approved text is Twilio's and may differ from ours, but a text that was filled in holds every value that stands in
 * it. A value of a header or of a button stands nowhere in what Twilio lists. A text that is not known may lack one, too.
 */
const fitOfTemplate = ({ template }: Written, variables: Record<string, string>, listed: string): Fit => {
  if (placeholder.test(listed)) return 'possible';
  const body = template?.body;
  const shown = Object.entries(variables).filter(([name]) => body === undefined || hasPlaceholder(body, name));
  const values = shown.map(([, value]) => wordsOf(value));
  const words = wordsOf(listed);
  if (!values.every((value) => contains(words, value))) return body === undefined ? 'possible' : 'ruled_out';
  const rendered = body === undefined ? [] : wordsOf(renderSms({ ...template, body }, variables));
  return (isTelling(rendered) && contains(words, rendered)) || isTelling(values.flat()) ? 'likely' : 'possible';
};

const leastTelling = 4;

/** Fewer characters stand in too many texts to say whose text it is. */
const isTelling = (words: string[]): boolean => words.join('').length >= leastTelling;

const flatten = (text: string): string => text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim();

/**
 * Returns the words and numbers of a text, without case, accents and punctuation: Twilio may send these in plainer
 * characters.
 */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** Whole words only: order 17 is not order 1712. */
const contains = (words: string[], part: string[]): boolean =>
  part.length === 0 || words.some((_, start) => part.every((word, at) => words[start + at] === word));
