import type { ErrorRequestHandler } from 'express';
import { answerOf } from './answer-of.ts';
import { sendProblem } from './problem.ts';

/** Express tells an error handler by its four parameters. */
export const handleError: ErrorRequestHandler = (error, request, response, next) => {
  const answer = answerOf(error);
  if (answer.type === 'internal' || answer.type === 'unavailable') request.log.error({ err: error }, answer.type);
  if (response.headersSent) return next(error);
  sendProblem(response, answer);
};
