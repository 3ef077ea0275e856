import { problemTypes, problemUri, type FieldError, type Problem, type ProblemType } from '@recado/contract';
import { Refusal, Unavailable, Unstorable } from '@recado/messaging';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { logFailure, requestIdOf, type Failure } from './request-log.ts';

/** Express recognizes an error handler by its four parameters. */
export const handleError =
  (log: Logger): ErrorRequestHandler =>
  (error, _request, response, _next) => {
    const answer = answerOf(error);
    const failure = failureOf(error, answer);
    if (failure) logFailure(log, response, failure);
    // The caller must notice that the answer is cut. Express would print the error as it is.
    if (response.headersSent) return void response.destroy();
    if (answer.type === 'rate-limited' && !response.hasHeader('Retry-After'))
      response.setHeader('Retry-After', afterHourlyLimit);
    sendProblem(response, answer);
  };

/** Describes what went wrong with a part of a request, and logs what an operator must know. */
export const makeProblemOf =
  (log: Logger, response: Response) =>
  (error: unknown): Problem => {
    const answer = answerOf(error);
    const failure = failureOf(error, answer);
    if (failure) logFailure(log, response, failure);
    return problemOf(answer, requestIdOf(response));
  };

/** Seconds after which a caller is asked to try again when a store is away. */
const retryAfter = '5';

/** Limits by the hour or day free up one by one; the limit per second names its own time. */
const afterHourlyLimit = '60';

/** Errors of express and its body parsers: their `status` is trusted, their text is not. */
const unreadable: Record<number, { type: ProblemType; detail: string }> = {
  400: { type: 'malformed-request', detail: 'The path or the body cannot be read: a body is JSON in UTF-8' },
  413: { type: 'payload-too-large', detail: 'A body has at most 64 KiB' },
  415: { type: 'unsupported-media-type', detail: 'Send application/json in UTF-8' },
};

const statusOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;

/** The one place where an error becomes a response. An unknown error becomes `internal` without details. */
const answerOf = (error: unknown): Answer => {
  if (error instanceof Refusal) return { type: error.type, detail: error.message, errors: error.errors };
  if (error instanceof Unstorable) return { type: 'invalid-request', detail: error.message };
  if (error instanceof Unavailable)
    return { type: 'unavailable', detail: error.message, headers: { 'Retry-After': retryAfter } };
  return unreadable[statusOf(error)] ?? { type: 'internal' };
};

/** A refusal on its way out: what the body says, and the headers that go with it. */
type Answer = { type: ProblemType; detail?: string; errors?: FieldError[]; headers?: Record<string, string> };

/** Answers with problem+json. `instance` is the id under which the log has the request. */
export const sendProblem = (response: Response, answer: Answer): void => {
  const problem = problemOf(answer, requestIdOf(response));
  response
    .status(problem.status)
    .set({ 'Cache-Control': 'no-store', ...answer.headers })
    .type('application/problem+json')
    .send(JSON.stringify(problem));
};

const problemOf = ({ type, detail, errors }: Answer, instance: string): Problem => {
  const { status, title } = problemTypes[type];
  return {
    type: problemUri(type),
    title,
    status,
    ...(detail && { detail }),
    instance,
    ...(errors?.length && { errors }),
  };
};

/** An error without the members that libraries hang on it, which may quote a row or a request. */
const plain = (error: unknown): object => {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name: type, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { type, message, stack, code, ...(cause !== undefined && { cause: plain(cause) }) };
};

/** Errors about several addresses have no message, only a code. */
const reasonOf = ({ cause, message }: Error): string => {
  if (!(cause instanceof Error)) return message;
  return cause.message || ('code' in cause && String(cause.code)) || message;
};

/** Returns what an operator must know. A refusal concerns the caller; the status is in the line of its request. */
const failureOf = (error: unknown, { type }: Answer): Failure | undefined => {
  if (error instanceof Unavailable)
    return {
      level: 'warn',
      message: 'PostgreSQL, the queue or the disk is not responding: see the fields store and reason',
      fields: { store: error.store, reason: reasonOf(error) },
    };
  if (type === 'invalid-signature')
    return {
      level: 'warn',
      message:
        'Twilio callback rejected: invalid signature. Check PUBLIC_URL and TWILIO_AUTH_TOKEN. If both are correct, the callback may be forged',
    };
  return type === 'internal' ? { level: 'error', message: 'Request failed', fields: { err: plain(error) } } : undefined;
};

export const notFound: RequestHandler = (_request, response) => {
  sendProblem(response, { type: 'not-found', detail: 'Nothing is at this path; see /docs for what there is' });
};
