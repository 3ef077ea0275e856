import type { Money } from '@recado/contract';
import {
  compareUsage as compare,
  raiseAlerts,
  fetchPrices as settle,
  readBalance as takeBalance,
  type Alert,
} from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import { logFailureOnce, untilNone, type TaskRun } from './scheduler.ts';

/** Says in the log how far budgets are used. The commit of an alert writes its event. */
export const alert = ({ clock, store }: Context, log: Logger): (() => Promise<void>) => {
  const deps = { ...store, clock, raised: logAlert(log) };
  return () => raiseAlerts(deps);
};

const logAlert =
  (log: Logger) =>
  (raised: Alert): void =>
    log.warn(fieldsOf(raised), texts[raised.type]);

const texts = {
  budget: 'Budget threshold reached',
  usage: 'Twilio billed other sums for a day than were counted: see the field sums. Correct the price list',
  balance: 'Balance of the Twilio account is low: it lasts for one average day at most. Add money at Twilio',
};

const fieldsOf = (raised: Alert) => {
  if (raised.type === 'balance') return { balance: textOf(raised.balance), average_day: textOf(raised.averageDay) };
  if (raised.type === 'usage') return { day: raised.day, sums: raised.sums };
  const { level, of, budget, spent } = raised;
  return {
    percent: level,
    ...('day' in of ? { day: of.day } : { campaign_id: of.campaignId }),
    budget: textOf(budget),
    spent: textOf(spent),
  };
};

const textOf = ({ amount, currency }: Money): string => `${amount} ${currency}`;

/** Reads what the account has left. */
export const readBalance = ({ clock, store, twilio }: Context, log: Logger): (() => Promise<void>) => {
  const deps = { ...store, clock, fetchBalance: twilio.fetchBalance, raised: logAlert(log) };
  return logFailureOnce(log, 'the balance of the account', () => takeBalance(deps));
};

/** Compares what was counted with what Twilio billed, once for each day. */
export const compareUsage = ({ clock, store, twilio }: Context, log: Logger): (() => Promise<void>) => {
  const deps = { ...store, clock, fetchUsage: twilio.fetchUsage, raised: logAlert(log) };
  return logFailureOnce(log, 'the usage records of the account', () => compare(deps));
};

/** Finds out what messages cost. */
export const fetchPrices = ({ clock, store, twilio }: Context): TaskRun => {
  const { fetchPrice, listPrices } = twilio;
  return untilNone(() => settle({ ...store, clock, fetchPrice, listPrices }));
};
