import type { Channel } from '@recado/contract';
import type { RecordedTemplate } from '../templates/template.ts';
import type { Enqueueing } from './accept.ts';
import { renderBody } from './content.ts';
import type { Content } from './message.ts';
import type { ConcludePolicy } from './next-step.ts';
import { after } from '../outcome.ts';

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

/** Which claim of which message it is that something was found out about. */
type Concluded = { messageId: string; attempt: number; claimedAt: Date; at: Date };

export type ResolveOverdueDeps = Pick<ResolveDeps, 'listAtTwilio' | 'withoutOwner'> & {
  clock: () => Date;
  policy: ConcludePolicy;
  takeUnresolved: (at: Date, leaseUntil: Date, limit: number) => Promise<Unresolved[]>;
  adopt: (adoption: Concluded & { twilioSid: string; dueAt: Date }) => Promise<boolean>;
  concludeAbsent: (absence: Concluded & { status: 'accepted' | 'failed'; detail: string }) => Promise<boolean>;
  noteUnanswered: (unanswered: Concluded & { detail: string; dueAt: Date }) => Promise<void>;
  enqueue: (job: Enqueueing) => Promise<void>;
  /** Told of each decision. */
  decided?: (message: Unresolved, resolution: Resolution) => void;
};

const batch = 50;

/**
 * Settles claimed messages whose outcome should be known by now: their worker died, or Twilio's answer was lost. Gives
 * how many there were. Any number of workers may do so at once.
 */
export const resolveOverdue = async (deps: ResolveOverdueDeps): Promise<number> => {
  const now = deps.clock();
  const unresolved = await deps.takeUnresolved(now, after(now, deps.policy.patience.afterClaimMs), batch);
  await Promise.all(unresolved.map((message) => settleOne(deps, message)));
  return unresolved.length;
};

const concluding = ({ clock }: ResolveOverdueDeps, { id, attempt, claimedAt }: Unresolved): Concluded => ({
  messageId: id,
  attempt,
  claimedAt,
  at: clock(),
});

const sendAgain = async (deps: ResolveOverdueDeps, message: Unresolved): Promise<void> => {
  const last = message.attempt - (message.attemptsBefore ?? 0) >= deps.policy.retry.maxAttempts;
  const concluded = await deps.concludeAbsent({
    ...concluding(deps, message),
    status: last ? 'failed' : 'accepted',
    detail: `Twilio has no such message${last ? '; it was tried as often as it may be' : ': it may be sent again'}`,
  });
  const { id: messageId, senderId, lane } = message;
  // Its segments had their room when it was taken the first time.
  if (concluded && !last) await deps.enqueue({ messageId, senderId, ...(lane && { lane }) });
};

const askLater = (deps: ResolveOverdueDeps, message: Unresolved, detail: string): Promise<void> => {
  const dueAt = after(deps.clock(), deps.policy.patience.afterUnknownMs);
  return deps.noteUnanswered({ ...concluding(deps, message), detail, dueAt });
};

const settleOne = async (deps: ResolveOverdueDeps, message: Unresolved): Promise<void> => {
  const adopt = (_message: Unresolved, twilioSid: string) => {
    const dueAt = after(deps.clock(), deps.policy.patience.afterSentMs);
    return deps.adopt({ ...concluding(deps, message), twilioSid, dueAt });
  };
  const resolution = await resolve({ ...deps, adopt }, message);
  if (resolution.kind === 'absent') await sendAgain(deps, message);
  if (resolution.kind === 'unanswered') await askLater(deps, message, resolution.message);
  deps.decided?.(message, resolution);
};
