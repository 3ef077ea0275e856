import express, { type Express, type Router } from 'express';
import type { Logger } from 'pino';
import { answerJson } from './answer.ts';
import { type Account, authenticate } from './authenticate.ts';
import { answerError, answerNotFound } from './errors.ts';
import { latency, type LatencyDeps } from './latency.ts';

export type AppDeps = LatencyDeps & {
  account: Account;
  logger: Logger;
  messages: Router;
  content: Router;
  admin: Router;
};

/** Twilio's two APIs on one port, and what is ours beside them. */
export const createApp = ({ account, logger, messages, content, admin, ...deps }: AppDeps): Express => {
  const app = express().disable('x-powered-by').disable('etag');
  app.use(['/2010-04-01', '/v1', '/v2'], latency(deps), authenticate(account));
  // Another account's path is answered 404 at the end, like any other that does not exist.
  app.use(`/2010-04-01/Accounts/${account.sid}`, messages);
  app.use(content);
  app.get('/healthz', (_request, response) => answerJson(response, 200, { status: 'ok' }));
  app.use('/simulator', admin);
  app.use(answerNotFound);
  app.use(answerError(logger));
  return app;
};
