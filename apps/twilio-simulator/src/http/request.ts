import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse, type ParsedUrlQuery } from 'node:querystring';
import { answerRefusal } from '../refusals/refusal.ts';
import type { Timers } from '../timers.ts';
import { logRequest } from './answer.ts';

export type Account = { sid: string; authToken: string; apiKey?: { sid: string; secret: string } };

/** Accepts the account SID with its token, or an API key with its secret. */
export const authenticate = (account: Account): Step => {
  const accepted = credentialsOf(account);
  return (request, response, next) => {
    if (accepted.has(request.headers.authorization ?? '')) return next();
    const refusal = { status: 401, code: 20003, message: 'The account SID, API key or secret is not valid' };
    answerRefusal(response, refusal, { 'WWW-Authenticate': 'Basic realm="Twilio API"' });
  };
};

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const credentialsOf = ({ sid, authToken, apiKey }: Account) =>
  new Set([basic(sid, authToken), ...(apiKey ? [basic(apiKey.sid, apiKey.secret)] : [])]);

const maxLength = 256 * 1024;

/** Reads a body of `application/x-www-form-urlencoded`. A body over 256 kB is read to its end and refused. */
export const readForm = (request: IncomingMessage): Promise<ParsedUrlQuery> =>
  new Promise((resolve, reject) => {
    let text = '';
    let length = 0;
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      length += chunk.length;
      if (length <= maxLength) text += chunk;
    });
    request.once('end', () => {
      if (length > maxLength) reject(tooLarge());
      else resolve(parse(text));
    });
  });

const tooLarge = () => Object.assign(new Error(`The body is longer than ${maxLength} bytes`), { status: 413 });

export type LatencyDeps = { latencyMs: number; timers: Timers; onRequest: () => void };

/** Counts the request, also among those in flight, and delays its response by `latencyMs`. */
export const latency = ({ latencyMs, timers, onRequest }: LatencyDeps): Step => {
  let inFlight = 0;
  const leave = () => {
    inFlight -= 1;
  };
  return (_request, response, next) => {
    onRequest();
    inFlight += 1;
    logRequest(response, inFlight);
    response.once('close', leave);
    if (latencyMs > 0) timers.after(latencyMs, next);
    else next();
  };
};

/** Runs before the answer: it calls `next`, or answers itself. This and `Answer` fit Express without needing it. */
export type Step = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
