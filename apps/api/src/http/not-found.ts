import type { RequestHandler } from 'express';
import { sendProblem } from './problem.ts';

export const notFound: RequestHandler = (_request, response) => {
  sendProblem(response, { type: 'not-found', detail: 'Nothing is at this path; see /docs for what there is' });
};
