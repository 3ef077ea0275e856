import { rateInForce, type RecordedSender } from '@recado/messaging';

/** What the record says that a sender may do now. */
export type Stand = { rate: number; held: boolean };

/** Messages a second that the sender may send now, and whether it may not send at all: it is paused, or rests. */
export const standOf = ({ mps, throttle, paused, rest }: RecordedSender, now: Date): Stand => ({
  rate: rateInForce(mps, throttle, now),
  held: paused || (rest !== undefined && rest.until > now),
});
