import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { answerOf } from './answer-of.ts';
import { logFailure } from './log-failure.ts';
import { sendProblem } from './problem.ts';
import { requestIdOf } from './request-log.ts';

/** Express tells an error handler by its four parameters. */
export const handleError =
  (log: Logger): ErrorRequestHandler =>
  (error, _request, response, next) => {
    const answer = answerOf(error);
    logFailure(log.child({ requestId: requestIdOf(response) }), error, answer.type === 'internal');
    if (response.headersSent) return next(error);
    sendProblem(response, answer);
  };
