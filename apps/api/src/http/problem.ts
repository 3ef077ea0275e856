import { problemTypes, problemUri, type FieldError, type Problem, type ProblemType } from '@recado/contract';
import type { Response } from 'express';
import { requestIdOf } from './request-log.ts';

/** A refusal on its way out: what the body says, and the headers that go with it. */
export type Answer = { type: ProblemType; detail?: string; errors?: FieldError[]; headers?: Record<string, string> };

/** Answers with problem+json. `instance` is the id under which the log has the request. */
export const sendProblem = (response: Response, { type, detail, errors, headers }: Answer): void => {
  const { status, title } = problemTypes[type];
  const problem: Problem = {
    type: problemUri(type),
    title,
    status,
    ...(detail && { detail }),
    instance: requestIdOf(response),
    ...(errors?.length && { errors }),
  };
  response
    .status(status)
    .set({ 'Cache-Control': 'no-store', ...headers })
    .type('application/problem+json')
    .send(JSON.stringify(problem));
};
