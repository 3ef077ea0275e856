import type { Channel } from '@recado/contract';
import { renderBody } from './render.ts';
import type { Content } from './message.ts';
import type { RecordedTemplate } from './template.ts';

/** A message whose request went out and whose outcome nobody recorded. */
export type Unresolved = {
  id: string;
  senderId: string;
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

const says = (content: Content, template: Unresolved['template'], body: string): boolean => {
  if (content.kind === 'body') return body === content.body;
  if (template?.body !== undefined && body === renderBody(template.body, content.variables)) return true;
  // the approved text is Twilio's; ours may differ from it, but what was filled in must be there
  return Object.values(content.variables).every((value) => body.includes(value));
};

const isCandidate = (message: Unresolved) => (listed: Listed) =>
  listed.createdAt.getTime() >= message.claimedAt.getTime() - clockMarginMs &&
  says(message.content, message.template, listed.body);

const oldestFirst = (a: Listed, b: Listed) => a.createdAt.getTime() - b.createdAt.getTime();

/**
 * Asks Twilio whether it has a message whose answer was lost. Adopts the oldest one that fits and belongs to no other
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
  const fitting = listed.filter(isCandidate(message)).toSorted(oldestFirst);
  const free = new Set(await deps.withoutOwner(fitting.map(({ sid }) => sid)));
  for (const candidate of fitting.filter(({ sid }) => free.has(sid)))
    // one after the other: the first that is had is enough
    if (await deps.adopt(message, candidate.sid)) return { kind: 'adopted', twilioSid: candidate.sid };
  return { kind: 'absent' };
};
