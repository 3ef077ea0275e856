import type { Enqueueing } from './messages/accept.ts';
import type { ConcludePolicy } from './messages/next-step.ts';
import { resolve, type Resolution, type ResolveDeps, type Unresolved } from './messages/resolve.ts';
import { after } from './patience.ts';

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
