import { Problem } from '@recado/contract';
import type { Sent } from './case.ts';
import type { Answer, Reply } from './exchange.ts';
import { jsonOf } from './json-of.ts';

/** No response may reveal these: the place of our code, or our queries. */
const innards =
  /\bat .{0,200}\.ts:\d|node_modules|node:internal|\b(?:select|insert into|update) .{0,80}\b(?:from|values|set)\b/i;

const faultOfProblem = ({ status, headers, body }: Answer): string | undefined => {
  if (headers['content-type'] !== 'application/problem+json; charset=utf-8')
    return `an error as ${headers['content-type'] ?? 'nothing'}`;
  const problem = Problem.safeParse(jsonOf(body));
  if (!problem.success) return 'an error that is no problem+json';
  return problem.data.status === status ? undefined : `a problem of ${problem.data.status} as ${status}`;
};

const faultOfSuccess = ({ headers, body }: Answer): string | undefined =>
  headers['content-type']?.startsWith('application/json') && jsonOf(body) === undefined ? 'invalid JSON' : undefined;

/** Returns the fault of a response, if there is one. */
export const faultOf = ({ method, mayGoUnanswered }: Sent, reply: Reply): string | undefined => {
  if (reply === 'hung') return 'no answer in time';
  if (reply === 'closed') return mayGoUnanswered ? undefined : 'closed without an answer';
  if (reply.status >= 500 || Number.isNaN(reply.status)) return `status ${reply.status}`;
  if (innards.test(reply.body.toString())) return 'an answer that reveals internals';
  if (method === 'HEAD') return undefined;
  return reply.status >= 400 ? faultOfProblem(reply) : faultOfSuccess(reply);
};
