import { briefHoldMs, type Outcome, type SenderSignal } from '@recado/messaging';
import { AnswerFailure, parseRetryAfter } from './answer.ts';
import type { Code } from './codes/code.ts';
import { explainCode, optOuts } from './codes/index.ts';
import { ExchangeFailure } from './exchange.ts';

type Kind = Exclude<Outcome['kind'], 'submitted' | 'stopped'>;

/** What became of a request that did not end well. What is not understood may have been sent: it is `unknown`. */
export const outcomeOfFailure = (error: unknown, now: Date): Outcome => {
  if (error instanceof AnswerFailure) return outcomeOfAnswer(error, now);
  if (error instanceof ExchangeFailure) return { kind: error.left ? 'unknown' : 'unsent', message: error.message };
  return { kind: 'unknown', message: `unexpected error: ${error instanceof Error ? error.name : typeof error}` };
};

/** By what Twilio says with a 4xx: whether it refused for good, for now, or does not know itself. */
const kindOfRefusal = (code: number | undefined): Kind => {
  const known = code === undefined ? undefined : explainCode(code);
  if (known?.class === 'slow') return 'throttled';
  if (known?.class === 'retry') return 'unsent';
  if (known?.class === 'ambiguous') return 'unknown';
  return 'rejected';
};

const kindOf = ({ status, code }: AnswerFailure): Kind => {
  if (status === 429) return 'throttled';
  // A 2xx was taken, though its answer is broken; after a 5xx Twilio may have it; a gateway's 408 says nothing either.
  if (status < 300 || status >= 500 || status === 408) return 'unknown';
  return status < 400 ? 'rejected' : kindOfRefusal(code);
};

const messageOf = ({ status, code, message }: AnswerFailure): string => {
  if (message) return message;
  const meaning = code === undefined ? undefined : explainCode(code)?.meaning;
  if (meaning) return meaning;
  if (status >= 300 && status < 400) return `HTTP ${status}: TWILIO_API_BASE_URL leads elsewhere`;
  return `HTTP ${status} without an explanation`;
};

const restOf = ({ code, retryAfter }: AnswerFailure, now: Date): { retryAfterMs?: number } => {
  const asked = parseRetryAfter(retryAfter, now);
  const known = code === undefined ? undefined : explainCode(code)?.waitMs;
  return asked === undefined && known === undefined ? {} : { retryAfterMs: Math.max(asked ?? 0, known ?? 0) };
};

/** What a refusal for good tells of the person. */
const personOf = ({ code }: AnswerFailure) => ({
  ...(code !== undefined && explainCode(code)?.smsFallback && { smsMayHelp: true as const }),
  ...(code !== undefined && optOuts.has(code) && { optsOut: true as const }),
});

const outcomeOfAnswer = (failure: AnswerFailure, now: Date): Outcome => {
  const kind = kindOf(failure);
  const told = { ...(failure.code !== undefined && { code: failure.code }), message: messageOf(failure) };
  if (kind === 'throttled') return { kind, ...told, ...restOf(failure, now) };
  const remedy = kind === 'rejected' ? remedyOf(failure.code ?? (failure.status === 401 ? 20003 : 0)) : undefined;
  if (remedy) return { kind: 'stopped', ...told, remedy };
  return kind === 'rejected' ? { kind, ...told, ...personOf(failure) } : { kind, ...told };
};

const sidPattern = /^[A-Z]{2}[0-9a-fA-F]{32}$/;

/** What became of a request that Twilio took. Without a SID in the answer nobody knows which message it made. */
export const outcomeOfSuccess = ({ sid, numSegments }: { sid: unknown; numSegments: unknown }): Outcome => {
  if (typeof sid !== 'string' || !sidPattern.test(sid))
    return { kind: 'unknown', message: 'taken, but the answer names no message' };
  // "0" until a Messaging Service has picked the sender.
  const segments = Number(numSegments);
  return { kind: 'submitted', sid, ...(Number.isInteger(segments) && segments > 0 && { segments }) };
};

const goOn = 'then PUT /v1/senders/:id {"paused": false}';

const remedies: Partial<Record<NonNullable<Code['stops']>, string>> = {
  account: `See in Twilio's console what the account lacks, ${goOn}`,
  whatsapp: `See in Meta's Business Manager what the WhatsApp Business Account lacks, ${goOn}`,
  sender: `See in Twilio's console what the sender lacks, ${goOn}`,
};

const badCredentials = 20003;
const checkCredentials = `Check TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and the API key, start the workers anew, ${goOn}`;

/** What to do about a code after which a sender can send nothing at all; `undefined` for every other code. */
export const remedyOf = (code: number): string | undefined => {
  if (code === badCredentials) return checkCredentials;
  const known = explainCode(code);
  return known?.class === 'config' && known.stops ? remedies[known.stops] : undefined;
};

/** What the code of a message that Twilio had taken says of its sender. */
export const senderSignalOfCode = (code: number): SenderSignal | undefined => {
  const known = explainCode(code);
  if (!known) return undefined;
  const reason = `Twilio ${code}: ${known.meaning}`;
  const remedy = remedyOf(code);
  if (remedy) return { kind: 'stop', reason: `${reason}. ${remedy}` };
  if (known.class !== 'slow') return undefined;
  const { waitMs: forMs = 0 } = known;
  return forMs > briefHoldMs ? { kind: 'hold', forMs, reason } : { kind: 'slow', code };
};
