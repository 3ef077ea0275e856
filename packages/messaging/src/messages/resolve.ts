import type { Channel } from '@recado/contract';
import type { RecordedTemplate } from '../templates/template.ts';
import { matchListed, type Listed, type Match, type SidOwner } from './match-listed.ts';
import type { Content, Enqueueing } from './message.ts';
import type { NextStepPolicy } from './next-step.ts';
import { addMs } from '../outcome.ts';

/** A message whose request was sent and whose outcome was not recorded. */
export type Unresolved = {
  id: string;
  senderId: string;
  lane?: 'campaign';
  segments?: number;
  attempt: number;
  /** The attempts before an operator's retry, which do not count. */
  attemptsBefore?: number;
  channel: Channel;
  /** Names the sender's address. */
  from: string;
  /** It is an E.164 number. */
  to: string;
  content: Content;
  template?: Pick<RecordedTemplate, 'body' | 'variables' | 'smsCharset'>;
  claimedAt: Date;
  /** Twilio took its request, and answered with a SID of another message: it is never sent again by itself. */
  hasConflict?: true;
  /** The database was restored: Twilio may have the message since then. Nobody knows of an attempt since. */
  restoredSince?: Date;
};

export type ListQuery = {
  channel: Channel;
  from: string;
  to: string;
  /** Messages that Twilio created longer ago, by its own clock, are left out. */
  sinceMs: number;
};

/** The source that will resolve the message. */
export type WaitsFor = 'status_callback' | 'twilio_list';

export type Resolution =
  | { kind: 'found'; twilioSid: string }
  /** Twilio has none: it may be sent again. */
  | { kind: 'absent' }
  | { kind: 'waiting'; for: WaitsFor; detail: string }
  /** It has waited for too long: a person has to decide. */
  | { kind: 'given_up'; detail: string };

/** The claim of a message that was looked up. */
type ResolvedClaim = { messageId: string; attempt: number; claimedAt: Date; at: Date };

export type ResolveOverdueDeps = {
  clock: () => Date;
  policy: NextStepPolicy & {
    /**
     * A message with an unknown outcome fails so many milliseconds after its claim, by an answer of Twilio's. While Twilio
     * does not answer, it is asked for twice as long.
     */
    giveUpAfterMs: number;
  };
  /** Milliseconds since PostgreSQL's clock jumped. */
  sinceClockJumpMs: () => number;
  /** Milliseconds by which PostgreSQL's clock was set back: an age may be so much greater than it seems. */
  clockSetBackMs: () => number;
  takeUnresolved: (lease: { leaseMs: number; at: Date }, limit: number) => Promise<Unresolved[]>;
  /** Returns all messages of the same sender and person with a sent request and an unknown SID, including this one. */
  findUnresolvedOfPair: (messageId: string) => Promise<Unresolved[]>;
  /** Every outbound message that Twilio has of this pair since then; throws when Twilio does not answer in full. */
  listAtTwilio: (query: ListQuery) => Promise<Listed[]>;
  /** Returns the messages of ours that have these SIDs, or had them before a retry. The pair is that of `messageId`. */
  findSidOwners: (messageId: string, sids: string[]) => Promise<SidOwner[]>;
  /** Takes a SID from a message, unless a callback named it. Twilio lists it as one to another person. */
  withdrawSid: (twilioSid: string, at: Date) => Promise<unknown>;
  /** Gives the SID to the message unless another took it first. */
  claimSid: (claim: ResolvedClaim & { twilioSid: string; dueAt: Date }) => Promise<boolean>;
  recordAbsence: (absence: ResolvedClaim & { status: 'accepted' | 'failed'; detail: string }) => Promise<boolean>;
  giveUp: (unknown: ResolvedClaim & { detail: string }) => Promise<boolean>;
  writeWaiting: (waiting: ResolvedClaim & { for: WaitsFor; detail: string; dueAt: Date }) => Promise<void>;
  enqueue: (job: Enqueueing) => Promise<void>;
  /** Called with each decision. */
  decided?: (message: Unresolved, resolution: Resolution) => void;
};

const batch = 50;

/**
 * Settles claimed messages whose outcome should be known by now: their worker died, or Twilio's answer was lost. Gives
 * how many there were. Any number of workers may do so at once.
 */
export const resolveOverdue = async (deps: ResolveOverdueDeps): Promise<number> => {
  const { afterClaimMs: leaseMs } = deps.policy.followUpDelays;
  // A jump of PostgreSQL's clock ends leases of requests that are in flight. Their workers renew them within a lease.
  if (deps.sinceClockJumpMs() < leaseMs) return 0;
  // This clock does not jump before the jump is known.
  const unresolved = await deps.takeUnresolved({ leaseMs, at: deps.clock() }, batch);
  const pairs = Map.groupBy(unresolved, ({ senderId, to }) => `${senderId} ${to}`);
  const results = await Promise.allSettled(Array.from(pairs.values(), (pair) => resolvePair(deps, pair)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return unresolved.length;
};

// Twilio's times are whole seconds, and no clock runs evenly
const marginMs = 30_000;

const resolvePair = async (deps: ResolveOverdueDeps, due: Unresolved[]): Promise<void> => {
  const [first] = due;
  if (!first) return;
  const matches = await matchPair(deps, first, due);
  for (const message of due) {
    const match = matches instanceof Error ? lookupFailed(matches) : (matches.get(message.id) ?? { kind: 'absent' });
    // One after the other, because a SID that one message takes is not available to the next.
    await settleMatch(deps, message, match);
  }
};

/**
 * Our messages are read after Twilio's list. A listed message was claimed before, so by then its message is among ours
 * or owns its SID.
 */
const matchPair = async (deps: ResolveOverdueDeps, first: Unresolved, due: Unresolved[]) => {
  const { channel, from, to } = first;
  const oldest = Math.min(...due.map(possiblySentSince));
  const oldestMs = (since: number) => deps.clock().getTime() - since + marginMs + deps.clockSetBackMs();
  let listed: Listed[];
  try {
    listed = await deps.listAtTwilio({ channel, from, to, sinceMs: oldestMs(oldest) });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const ours = listed.length > 0 ? await deps.findUnresolvedOfPair(first.id) : due;
  const owners = await deps.findSidOwners(
    first.id,
    listed.map(({ sid }) => sid),
  );
  for (const { twilioSid } of owners.filter(({ isOfPair }) => !isOfPair))
    await deps.withdrawSid(twilioSid, deps.clock());
  const dueIds = new Set(due.map(({ id }) => id));
  const candidates = ours.map((message) => ({
    ...message,
    oldestMs: oldestMs(possiblySentSince(message)),
    isInFlight: !dueIds.has(message.id),
  }));
  return matchListed(candidates, listed, owners);
};

const possiblySentSince = ({ claimedAt, restoredSince = claimedAt }: Unresolved): number => restoredSince.getTime();

type LookupFailed = { kind: 'lookup_failed'; detail: string };

const lookupFailed = ({ message }: Error): LookupFailed => ({ kind: 'lookup_failed', detail: message });

const settleMatch = async (
  deps: ResolveOverdueDeps,
  message: Unresolved,
  match: Match | LookupFailed,
): Promise<void> => {
  const resolution = await carryOut(deps, message, match);
  deps.decided?.(message, resolution);
};

const claimOf = ({ clock }: ResolveOverdueDeps, { id, attempt, claimedAt }: Unresolved): ResolvedClaim => ({
  messageId: id,
  attempt,
  claimedAt,
  at: clock(),
});

const listsMaybe =
  'Twilio lists a message of this sender to this person. It may be this one; its text does not show it';
const takenMeanwhile = 'Twilio lists this message, but another message has its SID';

const takenUnderNoSid =
  'Twilio accepted this message but returned the SID of another one, and does not list this one yet';

const carryOut = async (
  deps: ResolveOverdueDeps,
  message: Unresolved,
  match: Match | LookupFailed,
): Promise<Resolution> => {
  switch (match.kind) {
    case 'found': {
      const { twilioSid } = match;
      const dueAt = addMs(deps.clock(), deps.policy.followUpDelays.afterSentMs);
      const claimed = await deps.claimSid({ ...claimOf(deps, message), twilioSid, dueAt });
      return claimed ? { kind: 'found', twilioSid } : wait(deps, message, 'status_callback', takenMeanwhile);
    }
    case 'absent':
      if (message.hasConflict) return wait(deps, message, 'status_callback', takenUnderNoSid);
      await sendAgain(deps, message);
      return { kind: 'absent' };
    case 'open':
      return wait(deps, message, 'status_callback', listsMaybe);
    case 'lookup_failed':
      return wait(deps, message, 'twilio_list', match.detail);
  }
};

const sendAgain = async (deps: ResolveOverdueDeps, message: Unresolved): Promise<void> => {
  const last =
    !message.restoredSince && message.attempt - (message.attemptsBefore ?? 0) >= deps.policy.retry.maxAttempts;
  const resolved = await deps.recordAbsence({
    ...claimOf(deps, message),
    status: last ? 'failed' : 'accepted',
    detail: `Twilio has no such message${last ? '; it was tried as often as it may be' : ': it may be sent again'}`,
  });
  const { id: messageId, senderId, lane, segments } = message;
  if (resolved && !last)
    await deps.enqueue({ messageId, senderId, ...(lane && { lane }), ...(segments !== undefined && { segments }) });
};

const longestPauseMs = 600_000;

/** The longer a message has waited, the less often Twilio is asked again. */
const wait = async (
  deps: ResolveOverdueDeps,
  message: Unresolved,
  waitsFor: WaitsFor,
  detail: string,
): Promise<Resolution> => {
  const { giveUpAfterMs, followUpDelays } = deps.policy;
  const resolved = claimOf(deps, message);
  const waitedMs = resolved.at.getTime() - message.claimedAt.getTime();
  const leftMs = giveUpAfterMs * (waitsFor === 'twilio_list' ? 2 : 1) - waitedMs;
  if (leftMs <= 0) {
    await deps.giveUp({ ...resolved, detail });
    return { kind: 'given_up', detail };
  }
  const pauseMs = Math.max(followUpDelays.afterUnknownMs, Math.min(longestPauseMs, waitedMs / 4, leftMs));
  await deps.writeWaiting({ ...resolved, for: waitsFor, detail, dueAt: addMs(resolved.at, pauseMs) });
  return { kind: 'waiting', for: waitsFor, detail };
};
