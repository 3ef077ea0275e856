import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemTypes, problemUri, type Problem, type ProblemType } from '@recado/contract';
import { ofAnswers } from './middleware.ts';

/** Node's names for what it could not read as a request. */
const typesByCode: Record<string, ProblemType> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'payload-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

const answerOf = (type: ProblemType): string => {
  const { status, title } = problemTypes[type];
  const problem: Problem = { type: problemUri(type), title, status, instance: randomUUID() };
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${status} ${title}`,
    'Connection: close',
    ...ofAnswers.map(([name, value]) => `${name}: ${value}`),
    'Cache-Control: no-store',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
};

/** Answers as everywhere else what is no HTTP, which never becomes a request, and closes the connection. */
export const refuseUnreadable = (server: Server): void => {
  const latest = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>();
  server.on('request', (request, response) => latest.set(request.socket, { request, response }));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const { request, response } = latest.get(socket) ?? {};
    const isAnswered = response?.headersSent === true && !(request?.complete && response.writableFinished);
    // The rest of a request that is answered already gets no second answer.
    if (isAnswered) return void (response.writableEnded ? socket.end() : socket.destroy());
    socket.end(answerOf(typesByCode[error.code ?? ''] ?? 'malformed-request'));
  });
};
