import type { ProblemType } from '@recado/contract';
import { Refusal, Unavailable } from '@recado/messaging';
import type { Answer } from './problem.ts';

/** Seconds after which a caller is asked to try again when a store is away. */
const retryAfter = '5';

/** What express and its body parsers throw: their `status` is trusted, their text is not. */
const unreadable: Record<number, { type: ProblemType; detail: string }> = {
  400: { type: 'malformed-request', detail: 'The path or the body cannot be read: a body is JSON in UTF-8' },
  413: { type: 'payload-too-large', detail: 'A body has at most 64 KiB' },
  415: { type: 'unsupported-media-type', detail: 'Send application/json in UTF-8' },
};

const statusOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;

/** The one place where an error becomes an answer. What is not known here is `internal`, and says nothing of itself. */
export const answerOf = (error: unknown): Answer => {
  if (error instanceof Refusal) return { type: error.type, detail: error.message, errors: error.errors };
  if (error instanceof Unavailable)
    return { type: 'unavailable', detail: error.message, headers: { 'Retry-After': retryAfter } };
  return unreadable[statusOf(error)] ?? { type: 'internal' };
};
