import type { RequestListener } from 'node:http';
import express, { type Router } from 'express';
import type { Logger } from 'pino';
import { answerJson } from './answer.ts';
import { answerError, answerFailure, answerNotFound } from './errors.ts';
import { frontDoor } from './front-door.ts';
import { latency, type LatencyDeps } from './latency.ts';
import { authenticate, type Account } from './request.ts';
import type { Answer } from './step.ts';

export type AppDeps = LatencyDeps & {
  account: Account;
  logger: Logger;
  create: Answer;
  messages: Router;
  content: Router;
  admin: Router;
};

/** Twilio's two APIs on one port, and what is ours beside them. */
export const createApp = (deps: AppDeps): RequestListener => {
  const { account, logger } = deps;
  const entrance = { takeTime: latency(deps), authenticate: authenticate(account) };
  const accountPath = `/2010-04-01/Accounts/${account.sid}`;

  const app = express().disable('x-powered-by').disable('etag');
  app.use(['/2010-04-01', '/v1', '/v2'], entrance.takeTime, entrance.authenticate);
  // Another account's path is answered 404 at the end, like any other that does not exist.
  app.use(accountPath, deps.messages);
  app.use(deps.content);
  app.get('/healthz', (_request, response) => answerJson(response, 200, { status: 'ok' }));
  app.use('/simulator', deps.admin);
  app.use(answerNotFound);
  app.use(answerError(logger));

  const fail = answerFailure(logger);
  return frontDoor({ ...entrance, createPath: `${accountPath}/Messages.json`, create: deps.create, fail, app });
};
