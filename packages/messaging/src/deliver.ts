import type { Category, Channel } from '@recado/contract';
import { compose, type Composed } from './compose.ts';
import { conclude, type Conclusion, type Disposition } from './conclude.ts';
import type { Content } from './message.ts';
import type { Outcome } from './outcome.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { RecordedTemplate } from './template.ts';

/** A message that this process, and no other, may send now. */
export type Claimed = {
  id: string;
  /** Number of this attempt, from 1. */
  attempt: number;
  channel: Channel;
  category: Category;
  sender: { id: string; address: string };
  /** E.164. */
  to: string;
  content: Content;
  /** The template that the content names, as it is now. */
  template?: Pick<RecordedTemplate, 'contentSid' | 'body' | 'variables'>;
  validUntil?: Date;
};

export type Claim =
  | { kind: 'claimed'; message: Claimed }
  /** Its time has not come: a scheduled one, or one that waits for its next attempt. */
  | { kind: 'early'; at: Date }
  /** Its sender is paused. */
  | { kind: 'held' }
  /** Sent, canceled, expired, being sent elsewhere, or gone: nothing is left to do. */
  | { kind: 'over' };

export type Submission = {
  messageId: string;
  channel: Channel;
  from: string;
  to: string;
  content: Composed;
  /** Seconds for which Twilio may still try. */
  validityPeriod?: number;
};

export type Recording = { messageId: string; attempt: number; at: Date; outcome?: Outcome; conclusion: Conclusion };

export type DeliverDeps = {
  clock: () => Date;
  claim: (messageId: string, at: Date) => Promise<Claim>;
  send: (submission: Submission) => Promise<Outcome>;
  /** Resolves once it is committed; keeps trying while the record is away. */
  record: (recording: Recording) => Promise<void>;
  retryPolicy: RetryPolicy;
};

const secondsLeft = (message: Claimed, now: Date) =>
  message.validUntil && Math.max(1, Math.floor((message.validUntil.getTime() - now.getTime()) / 1000));

const submissionOf = (message: Claimed, content: Composed, now: Date): Submission => {
  const validityPeriod = secondsLeft(message, now);
  return {
    messageId: message.id,
    channel: message.channel,
    from: message.sender.address,
    to: message.to,
    content,
    ...(validityPeriod !== undefined && { validityPeriod }),
  };
};

const sendClaimed = async (deps: DeliverDeps, message: Claimed): Promise<Disposition> => {
  const content = compose(message.content, message.channel, message.template);
  const outcome: Outcome = content
    ? await deps.send(submissionOf(message, content, deps.clock()))
    : { kind: 'rejected', message: 'the template changed since the message was accepted and no longer fits it' };
  const at = deps.clock();
  const { conclusion, disposition } = conclude(outcome, message.attempt, at, deps.retryPolicy);
  await deps.record({ messageId: message.id, attempt: message.attempt, at, outcome, conclusion });
  return disposition;
};

const heldForMs = 5_000;

/** Claims, sends once, records what became of it. Sends nothing that it did not claim. */
export const deliver = async (deps: DeliverDeps, messageId: string): Promise<Disposition> => {
  const now = deps.clock();
  const claim = await deps.claim(messageId, now);
  switch (claim.kind) {
    case 'claimed':
      return sendClaimed(deps, claim.message);
    case 'early':
      return { kind: 'again', at: claim.at };
    case 'held':
      return { kind: 'again', at: new Date(now.getTime() + heldForMs) };
    case 'over':
      return { kind: 'done' };
  }
};
