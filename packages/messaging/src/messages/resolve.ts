import type { Channel } from '@recado/contract';
import { renderBody } from '../render.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import type { Content } from './message.ts';

/** A message whose request went out and whose outcome nobody recorded. */
export type Unresolved = {
  id: string;
  senderId: string;
  lane?: 'campaign';
  attempt: number;
  /** How many of them came before an operator's retry: they do not count against this one's. */
  attemptsBefore?: number;
  channel: Channel;
  /** The sender's address. */
  from: string;
  /** E.164. */
  to: string;
  content: Content;
  template?: Pick<RecordedTemplate, 'body' | 'variables'>;
  claimedAt: Date;
};

/** A message that Twilio lists. */
export type Listed = { sid: string; body: string; createdAt: Date };

export type Resolution =
  | { kind: 'adopted'; twilioSid: string }
  /** Twilio has none: it may be sent again. */
  | { kind: 'absent' }
  /** Twilio cannot say now. */
  | { kind: 'unanswered'; message: string };

export type ListQuery = { channel: Channel; from: string; to: string; since: Date };

export type ResolveDeps = {
  /** Every outbound message that Twilio has of this pair since then; throws when Twilio does not answer in full. */
  listAtTwilio: (query: ListQuery) => Promise<Listed[]>;
  /** Those of the SIDs that no message of ours owns. */
  withoutOwner: (sids: string[]) => Promise<string[]>;
  /** Gives the SID to the message unless another took it first. */
  adopt: (message: Unresolved, twilioSid: string) => Promise<boolean>;
};

// Twilio's times are whole seconds, and its clock is not ours
const clockMarginMs = 5_000;

const isDigit = (char: string | undefined) => char !== undefined && /^\d$/.test(char);

/** Whether a value stands in a text, and not as a part of a longer number: order 17 is not order 1712. */
const holds = (text: string, value: string): boolean => {
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
    const end = at + value.length;
    const isPart = (isDigit(text[at - 1]) && isDigit(value[0])) || (isDigit(value.at(-1)) && isDigit(text[end]));
    if (!isPart) return true;
  }
  return false;
};

/** The very text of the message; `undefined` if only Twilio has that of its template. */
const textOf = ({ content, template }: Unresolved): string | undefined => {
  if (content.kind === 'body') return content.body;
  return template?.body === undefined ? undefined : renderBody(template.body, content.variables);
};

const says = ({ content }: Unresolved, text: string | undefined, body: string): boolean => {
  if (body === text) return true;
  // the approved text is Twilio's; ours may differ from it, but what was filled in must be there
  return content.kind === 'template' && Object.values(content.variables).every((value) => holds(body, value));
};

/** The listed messages that may be this one, the likeliest first: those with the very text, then the oldest. */
const candidatesOf = (message: Unresolved, listed: Listed[]): Listed[] => {
  const text = textOf(message);
  const earliest = message.claimedAt.getTime() - clockMarginMs;
  const fits = ({ body, createdAt }: Listed) => createdAt.getTime() >= earliest && says(message, text, body);
  const rank = ({ body }: Listed) => (body === text ? 0 : 1);
  return listed.filter(fits).toSorted((a, b) => rank(a) - rank(b) || a.createdAt.getTime() - b.createdAt.getTime());
};

/**
 * Asks Twilio whether it has a message whose answer was lost. Adopts the one that fits best and belongs to no other
 * row of ours; two rows that fit the same listed message never both get it.
 */
export const resolve = async (deps: ResolveDeps, message: Unresolved): Promise<Resolution> => {
  const { channel, from, to, claimedAt } = message;
  const since = new Date(claimedAt.getTime() - clockMarginMs);
  let listed: Listed[];
  try {
    listed = await deps.listAtTwilio({ channel, from, to, since });
  } catch (error) {
    return { kind: 'unanswered', message: error instanceof Error ? error.message : String(error) };
  }
  const fitting = candidatesOf(message, listed);
  const free = new Set(await deps.withoutOwner(fitting.map(({ sid }) => sid)));
  for (const candidate of fitting.filter(({ sid }) => free.has(sid)))
    // one after the other: the first that is had is enough
    if (await deps.adopt(message, candidate.sid)) return { kind: 'adopted', twilioSid: candidate.sid };
  return { kind: 'absent' };
};
