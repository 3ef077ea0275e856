import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { http } from '@recado/runtime';
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { answerRefusal, invalidParameter, notFound, type Refusal } from '../refusals/refusal.ts';
import { answerJson } from './answer.ts';
import { authenticate, latency, type Account, type Answer, type LatencyDeps, type Step } from './request.ts';

export type AppDeps = LatencyDeps & {
  account: Account;
  logger: Logger;
  create: Answer;
  messages: Router;
  accountResources: Router;
  content: Router;
  senders: Router;
  admin: Router;
};

/** Serves Twilio's two APIs and the simulator's own routes on one port. */
export const createApp = (deps: AppDeps): RequestListener => {
  const { account, logger } = deps;
  const entrance = { takeTime: latency(deps), authenticate: authenticate(account) };
  const accountPath = `/2010-04-01/Accounts/${account.sid}`;

  const app = express().disable('x-powered-by').disable('etag');
  app.use(['/2010-04-01', '/v1', '/v2'], entrance.takeTime, entrance.authenticate);
  // Another account's path is answered 404 at the end, like any other that does not exist.
  app.use(accountPath, deps.messages, deps.accountResources);
  app.use(deps.content);
  app.use(deps.senders);
  app.get('/healthz', (_request, response) => answerJson(response, 200, { status: 'ok' }));
  app.use('/simulator', deps.admin);
  app.use(answerNotFound);
  app.use(answerError(logger));

  const fail = answerFailure(logger);
  return frontDoor({ ...entrance, createPath: `${accountPath}/Messages.json`, create: deps.create, fail, app });
};

export type FrontDoorDeps = {
  /** The create call has this path. */
  createPath: string;
  takeTime: Step;
  authenticate: Step;
  create: Answer;
  fail: (response: ServerResponse, error: unknown) => void;
  /** Answers everything else. */
  app: RequestListener;
};

/** Routes create calls past Express, which would double the cost of a call. */
const frontDoor =
  ({ createPath, takeTime, authenticate: checkAccount, create, fail, app }: FrontDoorDeps): RequestListener =>
  (request, response) => {
    if (request.method !== 'POST' || request.url !== createPath) return app(request, response);
    const make = () => void create(request, response).catch((error: unknown) => fail(response, error));
    takeTime(request, response, () => checkAccount(request, response, make));
  };

export type Listening = {
  url: string;
  /** Cuts every connection and refuses new ones for `ms` milliseconds. */
  interrupt: (ms: number) => Promise<void>;
  close: () => Promise<void>;
};

/** Listens on a port; 0 takes a free one. Closing cuts off requests that are in flight. */
export const listen = async (
  app: RequestListener,
  { host, port }: { host: string; port: number },
): Promise<Listening> => {
  // A long keep-alive outlasts the pauses of a client that sends rarely.
  const server = http.createServer({ keepAliveTimeout: 65_000 }, app);
  const open = async (at: number) => {
    server.listen(at, host);
    await once(server, 'listening');
    return server.address() as AddressInfo;
  };
  const shut = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };

  const address = await open(port);
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const ending = new AbortController();
  return {
    url: `http://${name}:${address.port}`,
    interrupt: async (ms) => {
      if (!server.listening) return;
      await shut();
      await sleep(ms, undefined, { signal: ending.signal }).catch(() => undefined);
      if (!ending.signal.aborted) await open(address.port);
    },
    close: async () => {
      ending.abort();
      await shut();
    },
  };
};

const answerNotFound: RequestHandler = (request, response) => answerRefusal(response, notFound(request.path));

/** Reads the status from an error of body-parser. */
const statusOf = (error: unknown): number =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;

const refusalFor = (error: unknown): Refusal => {
  if (error instanceof z.ZodError)
    return invalidParameter(error.issues[0]?.path.join('.') || 'body', error.issues[0]?.message ?? '');
  const status = statusOf(error);
  return status < 500
    ? { status, code: 20001, message: 'The body of the request could not be read' }
    : { status: 500, code: 20500, message: 'Something went wrong in the simulator' };
};

/** Answers a failed request. */
const answerFailure =
  (logger: Logger) =>
  (response: ServerResponse, error: unknown): void => {
    const refusal = refusalFor(error);
    if (refusal.status >= 500) logger.error({ err: error }, 'Request failed');
    answerRefusal(response, refusal);
  };

const answerError = (logger: Logger): ErrorRequestHandler => {
  const fail = answerFailure(logger);
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    fail(response, error);
  };
};
