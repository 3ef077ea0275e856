import { Router } from 'express';
import { z } from 'zod';
import { answerEmpty, answerJson } from '../http/answer.ts';
import { dailyUsage, type SimulatedUsage } from './usage.ts';

export const Balance = z.strictObject({
  balance: z.string().regex(/^-?\d+(\.\d+)?$/),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('USD'),
});
export type Balance = z.infer<typeof Balance>;

/** Keeps the balance of the simulated account. Messages do not reduce it. */
export const makeAccount = () => {
  let balance: Balance = { balance: '1000000.00', currency: 'USD' };
  return {
    balance: (): Balance => balance,
    setBalance: (next: Balance): void => {
      balance = next;
    },
  };
};
export type SimulatedAccount = ReturnType<typeof makeAccount>;

type AccountRoutesDeps = { accountSid: string; account: SimulatedAccount; usage: SimulatedUsage; now: () => number };

/** Serves Twilio's resources of the account itself, under `/2010-04-01/Accounts/{AccountSid}`. */
export const accountRoutes = ({ accountSid, account, usage, now }: AccountRoutesDeps): Router => {
  const router = Router();
  router.get('/Balance.json', (_request, response) =>
    answerJson(response, 200, { account_sid: accountSid, ...account.balance() }),
  );
  router.get('/Usage/Records/Daily.json', dailyUsage({ accountSid, usage, now }));
  return router;
};

/** Serves `/simulator/balance`: sets what the account has left. */
export const balanceRoutes = (account: SimulatedAccount): Router => {
  const router = Router();
  router.put('/', (request, response) => {
    account.setBalance(Balance.parse(request.body));
    answerEmpty(response);
  });
  return router;
};
