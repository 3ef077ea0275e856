import { raiseAlerts, fetchPrices as settle, sendAlerts, type Alert } from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import { untilNone } from './scheduler.ts';

/** Says in the log and to the webhook how far budgets are used. */
export const alert = ({ clock, store, postAlert }: Context, log: Logger): (() => Promise<void>) => {
  const deps = {
    ...store,
    clock,
    raised: (raised: Alert) => log.warn(fieldsOf(raised), 'Budget threshold reached'),
    postAlert,
    notSent: (unsent: Alert, error: unknown) =>
      log.warn({ err: error, ...fieldsOf(unsent) }, 'Alert webhook failed; the alert will be sent again'),
  };
  return async () => {
    await raiseAlerts(deps);
    await untilNone(() => sendAlerts(deps));
  };
};

const fieldsOf = ({ level, of, budget, spent }: Alert) => ({
  percent: level,
  ...('day' in of ? { day: of.day } : { campaign_id: of.campaignId }),
  budget: `${budget.amount} ${budget.currency}`,
  spent: `${spent.amount} ${spent.currency}`,
});

/** Finds out what messages cost. */
export const fetchPrices = ({ clock, store, twilio }: Context): (() => Promise<void>) => {
  const { fetchPrice, listPrices } = twilio;
  return () => untilNone(() => settle({ ...store, clock, fetchPrice, listPrices }));
};
