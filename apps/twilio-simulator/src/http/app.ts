import express, { type Express, type Router } from 'express';
import type { Logger } from 'pino';
import type { Faults } from '../faults.ts';
import type { Timers } from '../timers.ts';
import { answerJson } from './answer.ts';
import { type Account, authenticate } from './authenticate.ts';
import { disturb } from './disturb.ts';
import { answerError, answerNotFound } from './errors.ts';

export type AppDeps = {
  account: Account;
  logger: Logger;
  faults: Pick<Faults, 'decide'>;
  timers: Timers;
  messages: Router;
  content: Router;
  admin: Router;
};

/** Twilio's two APIs on one port, and what is ours beside them. */
export const createApp = ({ account, logger, faults, timers, messages, content, admin }: AppDeps): Express => {
  const app = express().disable('x-powered-by').disable('etag');
  app.use(['/2010-04-01', '/v1', '/v2'], disturb(faults, timers), authenticate(account));
  // Another account's path is answered 404 at the end, like any other that does not exist.
  app.use(`/2010-04-01/Accounts/${account.sid}`, messages);
  app.use(content);
  app.get('/healthz', (_request, response) => answerJson(response, 200, { status: 'ok' }));
  app.use('/simulator', admin);
  app.use(answerNotFound);
  app.use(answerError(logger));
  return app;
};
