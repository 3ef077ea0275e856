import type { Outcome } from '../messages/outcome.ts';

/** What an answer of Twilio's says of the sender rather than of the message. */
export type SenderSign =
  /** Too fast. */
  | { kind: 'slow'; code?: number }
  /** A quota is used up: nothing goes for a long while. */
  | { kind: 'rest'; forMs: number; reason: string }
  /** Nothing goes until somebody has looked after it. */
  | { kind: 'stop'; reason: string };

/** A sender that rests for longer than this shows it; a shorter rest is how a rate is kept. */
export const briefRestMs = 60_000;

const said = ({ code, message }: { code?: number; message: string }) =>
  code === undefined ? `Twilio says: ${message}` : `Twilio ${code}: ${message}`;

/** The sign in what became of a request; most have none. */
export const signOf = (outcome: Outcome): SenderSign | undefined => {
  if (outcome.kind === 'stopped') return { kind: 'stop', reason: `${said(outcome)}. ${outcome.remedy}` };
  if (outcome.kind !== 'throttled') return undefined;
  const { code, retryAfterMs: forMs = 0 } = outcome;
  if (forMs > briefRestMs) return { kind: 'rest', forMs, reason: said(outcome) };
  return { kind: 'slow', ...(code !== undefined && { code }) };
};
