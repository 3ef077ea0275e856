import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { loggedPath } from './logged-path.ts';

/** Letters and digits, but not what may be a phone number. */
const idPattern = /^(?!\d{8,15}$)[\w.:-]{1,128}$/;

/** A caller's own id for a request is kept when it is harmless in a log. */
const requestId = (request: IncomingMessage, response: ServerResponse): string => {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && idPattern.test(given) ? given : randomUUID();
  response.setHeader('X-Request-Id', id);
  return id;
};

const probes = new Set(['/healthz', '/readyz']);

const levelOf = (request: IncomingMessage, response: ServerResponse) => {
  if (probes.has(request.url ?? '')) return 'trace';
  return response.statusCode >= 500 ? 'warn' : 'info';
};

type Values = { responseTime: number };

const lineOf = (request: IncomingMessage & { originalUrl?: string }, response: ServerResponse, ms: number) => ({
  method: request.method,
  path: loggedPath(request.originalUrl ?? request.url ?? ''),
  status: response.statusCode,
  ms,
  ...(!response.writableFinished && { aborted: true }),
});

/** One line a request: no headers, no bodies, no query, no numbers. */
export const requestLog = (logger: Logger) =>
  pinoHttp({
    logger,
    genReqId: requestId,
    quietReqLogger: true,
    quietResLogger: true,
    wrapSerializers: false,
    // pino-http binds the request to a logger that is never used here: this keeps that free.
    serializers: { req: () => undefined },
    customLogLevel: levelOf,
    customAttributeKeys: { reqId: 'requestId' },
    customSuccessMessage: () => 'answered',
    customErrorMessage: () => 'answered',
    customSuccessObject: (request, response, values: Values) => lineOf(request, response, values.responseTime),
    customErrorObject: (request, response, _error, values: Values) => lineOf(request, response, values.responseTime),
  });
