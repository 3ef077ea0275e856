import type { TwilioErasure } from './retention.ts';

type Deps = {
  clock: () => Date;
  /** Takes what is due; until `leaseUntil` no other worker does. */
  takeTwilioErasures: (at: Date, leaseUntil: Date, limit: number) => Promise<TwilioErasure[]>;
  /** Whether it is gone there now: not while Twilio has it on its way. Rejects when Twilio does not answer. */
  eraseAtTwilio: (erasure: TwilioErasure) => Promise<boolean>;
  endTwilioErasure: (twilioSid: string) => Promise<void>;
  putOffTwilioErasure: (twilioSid: string, until: Date) => Promise<void>;
};

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Twilio's rate is for sending: ten requests a second leave it alone. */
const atOnce = 10;
const leaseMs = 5 * minuteMs;

/** From a minute on twice as long each time, a day at most: it is asked for until it is done. */
const pauseOf = (attempts: number): number => Math.min(minuteMs * 2 ** Math.min(attempts - 1, 20), dayMs);

/**
 * Takes the next messages from Twilio's record, too: each is noted until it is gone there. Gives how many were asked for
 * and how many of them are put off. Rejects when Twilio refused one or did not answer, after all of them are noted.
 */
export const eraseAtTwilio = async (deps: Deps): Promise<{ asked: number; putOff: number }> => {
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
