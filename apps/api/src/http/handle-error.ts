import type { ErrorRequestHandler } from 'express';
import { answerOf } from './answer-of.ts';
import { logFailure } from './log-failure.ts';
import { sendProblem } from './problem.ts';

/** Express tells an error handler by its four parameters. */
export const handleError: ErrorRequestHandler = (error, request, response, next) => {
  const answer = answerOf(error);
  logFailure(request.log, error, answer.type === 'internal');
  if (response.headersSent) return next(error);
  sendProblem(response, answer);
};
