import type { ServerResponse } from 'node:http';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { answerRefusal, invalidParameter, notFound, type Refusal } from '../refusals/refusal.ts';

export const answerNotFound: RequestHandler = (request, response) => answerRefusal(response, notFound(request.path));

/** What body-parser throws carries the status to answer. */
const statusOf = (error: unknown): number =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;

const refusalFor = (error: unknown): Refusal => {
  if (error instanceof z.ZodError)
    return invalidParameter(error.issues[0]?.path.join('.') || 'body', error.issues[0]?.message ?? '');
  const status = statusOf(error);
  return status < 500
    ? { status, code: 20001, message: 'The body of the request could not be read' }
    : { status: 500, code: 20500, message: 'Something went wrong in the simulator' };
};

/** Answers what a request failed with. */
export const answerFailure =
  (logger: Logger) =>
  (response: ServerResponse, error: unknown): void => {
    const refusal = refusalFor(error);
    if (refusal.status >= 500) logger.error({ err: error }, 'request failed');
    answerRefusal(response, refusal);
  };

export const answerError = (logger: Logger): ErrorRequestHandler => {
  const fail = answerFailure(logger);
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    fail(response, error);
  };
};
