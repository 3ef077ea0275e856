import { briefHoldMs, type Outcome, type SenderSignal } from '@recado/messaging';
import { AnswerFailure, parseRetryAfter } from './answer.ts';
import type { Code } from './codes/code.ts';
import { explainCode, optOuts } from './codes/index.ts';
import { ExchangeFailure } from './exchange.ts';

type Kind = Exclude<Outcome['kind'], 'submitted' | 'stopped'>;

/**
 * Returns the outcome of a failed request. If it is unclear whether Twilio has the message, the outcome is `unknown`.
 */
export const outcomeOfFailure = (error: unknown, now: Date): Outcome => {
  if (error instanceof AnswerFailure) return outcomeOfAnswer(error, now);
  if (error instanceof ExchangeFailure) return { kind: error.left ? 'unknown' : 'unsent', message: error.message };
  return { kind: 'unknown', message: `unexpected error: ${error instanceof Error ? error.name : typeof error}` };
};

/** Decides by Twilio's code in a 4xx if the refusal is permanent, temporary or unclear. */
const kindOfRefusal = (code: number | undefined): Kind => {
  const known = code === undefined ? undefined : explainCode(code);
  if (known?.class === 'slow') return 'throttled';
  if (known?.class === 'retry') return 'unsent';
  if (known?.class === 'ambiguous') return 'unknown';
  return 'rejected';
};

/**
 * A 2xx was probably accepted, though its answer is broken. After a 5xx or a 408 Twilio may have the message. Any other
 * answer without Twilio's form came from a firewall, a proxy or a wrong base URL in its place: an outage.
 */
const kindOf = ({ status, code, isTwilios }: AnswerFailure): Kind => {
  if (status === 429) return 'throttled';
  if (status < 300 || status >= 500 || status === 408) return 'unknown';
  return isTwilios ? kindOfRefusal(code) : 'unsent';
};

const messageOf = (failure: AnswerFailure): string => {
  const { status, code, message } = failure;
  if (message) return message;
  const meaning = code === undefined ? undefined : explainCode(code)?.meaning;
  if (meaning) return meaning;
  if (!failure.isTwilios && status >= 300 && status < 500)
    return `HTTP ${status} that is not from Twilio: check TWILIO_API_BASE_URL, the proxy and the firewall`;
  return `HTTP ${status} without an explanation`;
};

const restOf = ({ code, retryAfter }: AnswerFailure, now: Date): { retryAfterMs?: number } => {
  const requestedMs = parseRetryAfter(retryAfter, now);
  const known = code === undefined ? undefined : explainCode(code)?.waitMs;
  return requestedMs === undefined && known === undefined
    ? {}
    : { retryAfterMs: Math.max(requestedMs ?? 0, known ?? 0) };
};

/** Returns the facts about the person in a permanent refusal. */
const recipientOf = ({ code }: AnswerFailure) => ({
  ...(code !== undefined && explainCode(code)?.smsFallback && { smsMayHelp: true as const }),
  ...(code !== undefined && optOuts.has(code) && { optsOut: true as const }),
});

const outcomeOfAnswer = (failure: AnswerFailure, now: Date): Outcome => {
  const kind = kindOf(failure);
  // A 401 of Twilio's is about the credentials, whether or not it has the code.
  const code = failure.code ?? (failure.status === 401 && failure.isTwilios ? badCredentials : undefined);
  const reported = { ...(code !== undefined && { code }), message: messageOf(failure) };
  if (kind === 'throttled') return { kind, ...reported, ...restOf(failure, now) };
  const remedy = kind === 'rejected' ? remedyOf(code ?? 0) : undefined;
  if (remedy) return { kind: 'stopped', ...reported, remedy };
  if (kind === 'rejected') return { kind, ...reported, ...recipientOf(failure) };
  return kind === 'unsent' && !failure.isTwilios ? { kind, ...reported, isForeign: true } : { kind, ...reported };
};

const sidPattern = /^[A-Z]{2}[0-9a-fA-F]{32}$/;

/** Returns the outcome of an accepted request. An answer without a SID does not show which message was created. */
export const outcomeOfSuccess = ({ sid, numSegments }: { sid: unknown; numSegments: unknown }): Outcome => {
  if (typeof sid !== 'string' || !sidPattern.test(sid))
    return { kind: 'unknown', message: 'Twilio accepted the message, but its answer has no SID' };
  // "0" until a Messaging Service has picked the sender.
  const segments = Number(numSegments);
  return { kind: 'submitted', sid, ...(Number.isInteger(segments) && segments > 0 && { segments }) };
};

const badCredentials = 20_003;
/** The codes of a key or token that is wrong, or is no longer right. */
const credentialCodes = [badCredentials, 70_051];

const goOn = 'then PUT /v1/senders/:id {"paused": false}';

const remedies: Partial<Record<NonNullable<Code['stops']>, string>> = {
  account: `Check in Twilio's console what the account lacks, ${goOn}`,
  settings: `Check PUBLIC_URL and the settings of Recado, restart the API and the workers, ${goOn}`,
  whatsapp: `Check in Meta's Business Manager what the WhatsApp Business Account lacks, ${goOn}`,
  sender: `Check in Twilio's console what the sender lacks, ${goOn}`,
};

const checkCredentials =
  'Check TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and the API key, and restart the API and the workers. ' +
  'The sender resumes once Twilio accepts the credentials';

/** Returns the remedy for a code after which a sender cannot send at all; `undefined` for other codes. */
export const remedyOf = (code: number): string | undefined => {
  if (credentialCodes.includes(code)) return checkCredentials;
  const known = explainCode(code);
  return known?.class === 'config' && known.stops ? remedies[known.stops] : undefined;
};

/** Returns the sender signal in the error code of an accepted message. */
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

/** Returns whether a sender is paused because Twilio refused the credentials. Such a pause ends by itself. */
export const isCredentialsReason = (reason: string): boolean =>
  credentialCodes.some((code) => reason.startsWith(`Twilio ${code}:`));
