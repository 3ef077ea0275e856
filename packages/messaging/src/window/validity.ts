/** Twilio's bounds of ValidityPeriod, in seconds. */
const [shortest, longest] = [1, 36_000];

type Ends = { validUntil?: Date; windowUntil?: Date };

/**
 * Seconds for which Twilio may keep a message in its own queue, so that it delivers neither after the message's
 * validity nor after its sending window; `undefined` when nothing ends. Rounded down: rather too short than at night.
 */
export const validityPeriodOf = ({ validUntil, windowUntil }: Ends, now: Date): number | undefined => {
  const ends = [validUntil, windowUntil].flatMap((end) => end?.getTime() ?? []);
  if (ends.length === 0) return undefined;
  const left = Math.floor((Math.min(...ends) - now.getTime()) / 1000);
  return Math.min(longest, Math.max(shortest, left));
};
