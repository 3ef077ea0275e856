import type { ConcludePolicy } from './conclude.ts';
import { after } from './patience.ts';
import { resolve, type ResolveDeps, type Resolution, type Unresolved } from './resolve.ts';

type Concluded = { messageId: string; attempt: number; at: Date };

export type ResolveOverdueDeps = Pick<ResolveDeps, 'listAtTwilio' | 'withoutOwner'> & {
  clock: () => Date;
  policy: ConcludePolicy;
  takeUnresolved: (at: Date, leaseUntil: Date, limit: number) => Promise<Unresolved[]>;
  adopt: (adoption: Concluded & { twilioSid: string; dueAt: Date }) => Promise<boolean>;
  concludeAbsent: (absence: Concluded & { status: 'accepted' | 'failed'; detail: string }) => Promise<boolean>;
  noteUnanswered: (unanswered: Concluded & { detail: string }) => Promise<void>;
  enqueue: (job: { messageId: string; senderId: string }) => Promise<void>;
  /** Told of each decision. */
  decided?: (message: Unresolved, resolution: Resolution) => void;
};

const batch = 50;
const leaseMs = 60_000;

const sendAgain = async (deps: ResolveOverdueDeps, message: Unresolved): Promise<void> => {
  const last = message.attempt - (message.attemptsBefore ?? 0) >= deps.policy.retry.maxAttempts;
  const concluded = await deps.concludeAbsent({
    messageId: message.id,
    attempt: message.attempt,
    at: deps.clock(),
    status: last ? 'failed' : 'accepted',
    detail: `Twilio has no such message${last ? '; it was tried as often as it may be' : ': it may be sent again'}`,
  });
  if (concluded && !last) await deps.enqueue({ messageId: message.id, senderId: message.senderId });
};

const settleOne = async (deps: ResolveOverdueDeps, message: Unresolved): Promise<void> => {
  const concluded = () => ({ messageId: message.id, attempt: message.attempt, at: deps.clock() });
  const adopt = (_message: Unresolved, twilioSid: string) => {
    const dueAt = after(deps.clock(), deps.policy.patience.afterSentMs);
    return deps.adopt({ ...concluded(), twilioSid, dueAt });
  };
  const resolution = await resolve({ ...deps, adopt }, message);
  if (resolution.kind === 'absent') await sendAgain(deps, message);
  if (resolution.kind === 'unanswered') await deps.noteUnanswered({ ...concluded(), detail: resolution.message });
  deps.decided?.(message, resolution);
};

/**
 * Settles claimed messages whose outcome should be known by now: their worker died, or Twilio's answer was lost. Gives
 * how many there were. Any number of workers may do so at once.
 */
export const resolveOverdue = async (deps: ResolveOverdueDeps): Promise<number> => {
  const now = deps.clock();
  const unresolved = await deps.takeUnresolved(now, after(now, leaseMs), batch);
  await Promise.all(unresolved.map((message) => settleOne(deps, message)));
  return unresolved.length;
};
