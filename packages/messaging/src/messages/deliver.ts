import type { Category, Channel } from '@recado/contract';
import type { RecordedTemplate } from '../templates/template.ts';
import { compose, type Composed } from './content.ts';
import type { Content } from './message.ts';
import { nextStep, type NextStepPolicy, type StatusUpdate, type JobAction } from './next-step.ts';
import { addMs, type Outcome } from '../outcome.ts';

/** A message that this process, and no other, may send now. */
export type Claimed = {
  id: string;
  /** Counts the attempts, with this one, from 1. */
  attempt: number;
  /** The attempts before an operator's retry, which do not count. */
  attemptsBefore?: number;
  channel: Channel;
  category: Category;
  sender: { id: string; address: string };
  /** It is an E.164 number. */
  to: string;
  content: Content;
  /** The template that the content names, as it is now. */
  template?: Pick<RecordedTemplate, 'contentSid' | 'body' | 'variables'>;
  validUntil?: Date;
  /** The end of the open sending window of a campaign message. */
  windowUntil?: Date;
  /** The span that created it, if that is sampled. */
  trace?: Buffer;
};

export type Claim =
  | { kind: 'claimed'; message: Claimed }
  /** Its time has not come: a scheduled one, or one that waits for its next attempt. */
  | { kind: 'early'; at: Date }
  /** Its sender is paused, or the database was restored and the restore is not recorded yet. */
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

export type Recording = { messageId: string; attempt: number; at: Date; outcome?: Outcome; statusUpdate: StatusUpdate };

export type DeliverDeps = {
  clock: () => Date;
  /** After the lease the message is taken for one whose worker died, unless its outcome is recorded by then. */
  claim: (messageId: string, lease: { leaseMs: number }) => Promise<Claim>;
  send: (submission: Submission) => Promise<Outcome>;
  /** Resolves once it is committed; keeps trying while the record is away. */
  record: (recording: Recording) => Promise<void>;
  policy: NextStepPolicy;
};

/** Claims a message, sends it once and records the outcome. Sends nothing that it did not claim. */
export const deliver = async (deps: DeliverDeps, messageId: string): Promise<JobAction> => {
  const now = deps.clock();
  const claim = await deps.claim(messageId, { leaseMs: deps.policy.followUpDelays.afterClaimMs });
  switch (claim.kind) {
    case 'claimed':
      return sendClaimed(deps, claim.message, now);
    case 'early':
      return { kind: 'again', at: claim.at };
    case 'held':
      return { kind: 'again', at: addMs(now, heldForMs) };
    case 'over':
      return { kind: 'done' };
  }
};

const submissionOf = (message: Claimed, content: Composed, now: Date): Submission => {
  const validityPeriod = validityPeriodOf(message, now);
  return {
    messageId: message.id,
    channel: message.channel,
    from: message.sender.address,
    to: message.to,
    content,
    ...(validityPeriod !== undefined && { validityPeriod }),
  };
};

const heldForMs = 5_000;
const freshForMs = 5_000;

/** A process that was suspended after its claim must not send: another worker may have the message by then. */
const tooLate: Outcome = { kind: 'unsent', message: 'The worker was suspended between the claim and the request' };

const request = (deps: DeliverDeps, message: Claimed, claimedAt: Date): Promise<Outcome> | Outcome => {
  const now = deps.clock();
  const content = compose(message.content, message.channel, message.template);
  if (!content)
    return { kind: 'rejected', message: 'the template changed since the message was accepted and no longer fits it' };
  if (now.getTime() - claimedAt.getTime() > freshForMs) return tooLate;
  return deps.send(submissionOf(message, content, now));
};

const triesOf = ({ attempt, attemptsBefore = 0 }: Claimed) => attempt - attemptsBefore;

const sendClaimed = async (deps: DeliverDeps, message: Claimed, claimedAt: Date): Promise<JobAction> => {
  const outcome = await request(deps, message, claimedAt);
  const at = deps.clock();
  const { statusUpdate, jobAction } = nextStep(outcome, triesOf(message), at, deps.policy);
  await deps.record({ messageId: message.id, attempt: message.attempt, at, outcome, statusUpdate });
  return jobAction;
};

/** Twilio bounds ValidityPeriod by these, in seconds. */
const [shortest, longest] = [1, 36_000];

type Ends = { validUntil?: Date; windowUntil?: Date };

/**
 * Returns the seconds for which Twilio may queue a message, so that it is delivered neither after its validity nor
 * after its sending window. Returns `undefined` without an end. It rounds down: too short is better than at night.
 */
export const validityPeriodOf = ({ validUntil, windowUntil }: Ends, now: Date): number | undefined => {
  const ends = [validUntil, windowUntil].flatMap((end) => end?.getTime() ?? []);
  if (ends.length === 0) return undefined;
  const left = Math.floor((Math.min(...ends) - now.getTime()) / 1000);
  return Math.min(longest, Math.max(shortest, left));
};
