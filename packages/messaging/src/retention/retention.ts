import type { RetentionDays, TwilioCopy } from '@recado/contract';
import type { AccountSettings } from '../settings/settings.ts';

/** These kinds of data have their own retention. */
export type RetentionKind = keyof RetentionDays;

/** The default: nothing is deleted until someone sets a number of days. */
export const keepsAll: RetentionDays = {
  content: null,
  numbers: null,
  events: null,
  messages: null,
  inbound: null,
  audit: null,
};

/** Describes the next deletion of a kind: at most `limit` rows from before `before`. */
export type Expiry = { kind: RetentionKind; before: Date; at: Date; limit: number };

/** A message that Twilio has, of which the text or all is to go there. */
export type TwilioErasure = { twilioSid: string; way: Exclude<TwilioCopy, 'keep'>; attempts: number };

type ApplyRetentionDeps = {
  clock: () => Date;
  findSettings: () => Promise<Pick<AccountSettings, 'retentionDays'>>;
  /**
   * Empties or deletes the next rows of a kind in one short commit. Returns how many it read; 0 means that none are
   * left for now, or that another worker is processing them.
   */
  expireNext: (expiry: Expiry) => Promise<number>;
};

const dayMs = 24 * 3_600_000;
const limit = 1_000;
/** The batches of each kind per run: old data is deleted over hours, beside the sending. */
const batches = 10;

/** Text goes before numbers, by which it is found, and before events, which know its copies at Twilio. Rows go empty. */
const order: readonly RetentionKind[] = ['content', 'numbers', 'events', 'messages', 'inbound', 'audit'];

/** Deletes data that is older than its retention. Returns how much of each kind it read. */
export const applyRetention = async (
  deps: ApplyRetentionDeps,
  signal: AbortSignal,
): Promise<Partial<Record<RetentionKind, number>>> => {
  const { retentionDays } = await deps.findSettings();
  const at = deps.clock();
  const looked: Partial<Record<RetentionKind, number>> = {};
  for (const kind of order) {
    const days = retentionDays[kind];
    if (days === null) continue;
    const before = new Date(at.getTime() - days * dayMs);
    const seen = await expire(deps, { kind, before, at }, signal);
    if (seen) looked[kind] = seen;
  }
  return looked;
};

const expire = async (
  deps: ApplyRetentionDeps,
  expiry: Omit<Expiry, 'limit'>,
  signal: AbortSignal,
): Promise<number> => {
  let looked = 0;
  for (let batch = 0; batch < batches && !signal.aborted; batch += 1) {
    const seen = await deps.expireNext({ ...expiry, limit });
    if (!seen) break;
    looked += seen;
  }
  return looked;
};

type EraseAtTwilioDeps = {
  clock: () => Date;
  /** Takes what is due; until `leaseUntil` no other worker does. */
  takeTwilioErasures: (at: Date, leaseUntil: Date, limit: number) => Promise<TwilioErasure[]>;
  /**
   * Returns whether Twilio has deleted it; Twilio refuses while the message is in flight. Rejects if Twilio does not
   * answer.
   */
  eraseAtTwilio: (erasure: TwilioErasure) => Promise<boolean>;
  endTwilioErasure: (twilioSid: string) => Promise<void>;
  putOffTwilioErasure: (twilioSid: string, until: Date) => Promise<void>;
};

const minuteMs = 60_000;
/** Twilio's rate is for sending: ten requests a second leave it alone. */
const atOnce = 10;
const leaseMs = 5 * minuteMs;

/**
 * Takes the next messages from Twilio's record, too: each is noted until it is gone there. Gives how many were asked for
 * and how many of them are put off. Rejects when Twilio refused one or did not answer, after all of them are noted.
 */
export const eraseAtTwilio = async (deps: EraseAtTwilioDeps): Promise<{ asked: number; putOff: number }> => {
  const at = deps.clock();
  const taken = await deps.takeTwilioErasures(at, new Date(at.getTime() + leaseMs), atOnce);
  const errors: unknown[] = [];
  let putOff = 0;
  await Promise.all(
    taken.map(async (erasure) => {
      const { twilioSid, attempts } = erasure;
      const isGone = await deps.eraseAtTwilio(erasure).catch((error: unknown) => {
        errors.push(error);
        return false;
      });
      if (isGone) return deps.endTwilioErasure(twilioSid);
      putOff += 1;
      return deps.putOffTwilioErasure(twilioSid, new Date(at.getTime() + pauseOf(attempts)));
    }),
  );
  if (errors.length) throw errors[0];
  return { asked: taken.length, putOff };
};

/** The delay doubles with each attempt, from a minute to a day. Attempts continue until Twilio has erased the message. */
const pauseOf = (attempts: number): number => Math.min(minuteMs * 2 ** Math.min(attempts - 1, 20), dayMs);
