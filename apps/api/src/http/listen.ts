import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { problemTypes, problemUri, type Problem, type ProblemType } from '@recado/contract';
import { http } from '@recado/runtime';
import type { Express } from 'express';
import { ofAnswers } from './middleware.ts';

const headersTimeoutMs = 30_000;
/** A file may take any time to arrive: of other bodies the app sees to it that they come in time. */
const requestTimeoutMs = 0;
/** Longer than a load balancer keeps its idle connections, which must be the one to close them. */
const keepAliveTimeoutMs = 75_000;

/** Listens; disposing of it takes no new requests and waits for those under way. Rejects when the port is taken. */
export const listen = async (app: Express, { host, port }: { host: string; port: number }) => {
  const server = http.createServer({ ...timeouts, ...withoutHost, ...classesOf(app) }, app);
  // Requests may expect only 100-continue, which Node handles.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  refuseUnreadable(server);
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: urlOf(host, server.address() as AddressInfo),
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      // A busy connection stays open once it is idle, until its client closes it.
      const sweep = setInterval(() => server.closeIdleConnections(), sweepEveryMs);
      await closed;
      clearInterval(sweep);
    },
  };
};

/**
 * Express gives each request and each answer its own prototype, after which V8 reads and writes their fields slowly.
 * Objects that are made with that prototype stay as they are.
 */
const classesOf = (app: Express) => {
  class AppRequest extends http.IncomingMessage {}
  class AppResponse extends http.ServerResponse {}
  app.request = Object.setPrototypeOf(AppRequest.prototype, app.request) as Express['request'];
  app.response = Object.setPrototypeOf(AppResponse.prototype, app.response) as Express['response'];
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
};

const timeouts = {
  headersTimeout: headersTimeoutMs,
  requestTimeout: requestTimeoutMs,
  keepAliveTimeout: keepAliveTimeoutMs,
};
/** The app refuses it as everything else. */
const withoutHost = { requireHostHeader: false };
const sweepEveryMs = 50;

const urlOf = (host: string, { port }: AddressInfo): string => {
  const named = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${named.includes(':') ? `[${named}]` : named}:${port}`;
};

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
const refuseUnreadable = (server: Server): void => {
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
