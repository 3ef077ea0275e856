import { Problem } from '@recado/contract';
import { Failure } from '../failure.ts';

const lastPart = (type: string): string => type.split(':').at(-1) ?? type;

/** Says a refusal of the API on a line for each field: `to: is a landline… (landline)`. */
export const describeProblem = (problem: Problem): string => {
  const fields = (problem.errors ?? []).map(
    ({ field, reason, message }) => `  ${field || 'body'}: ${message} (${reason})`,
  );
  const detail = problem.detail && !fields.length ? `: ${problem.detail}` : '';
  return [`${problem.status} ${lastPart(problem.type)}: ${problem.title}${detail}`, ...fields].join('\n');
};

/** What the API answered instead of what was asked for. */
export const failureOf = (status: number, body: unknown): Failure => {
  const { data: problem } = Problem.safeParse(body);
  if (problem) return new Failure(lastPart(problem.type), describeProblem(problem));
  return new Failure('strange_answer', `the API answered ${status} without saying why. Is it Recado that runs there?`);
};
