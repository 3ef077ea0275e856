import type { Money } from '@recado/contract';
import type { TakeAccountLook } from '../senders/read-qualities.ts';
import type { Alert } from './budget-alerts.ts';
import { microsOf } from './prices.ts';

/** Holds the balance of the account at Twilio. The amount may be negative. */
export type Balance = Money & { readAt: Date };

export type ReadBalanceDeps = TakeAccountLook & {
  clock: () => Date;
  fetchBalance: () => Promise<Money>;
  /** Returns an alert on the first time of a UTC day that the balance is no more than an average day costs. */
  saveBalance: (balance: Balance) => Promise<Alert | undefined>;
  raised: (alert: Alert) => void;
};

const everyMs = 5 * 60_000;

/** Reads the balance of the account, one worker at a time. Returns whether this one did. Rejects if Twilio does not answer. */
export const readBalance = async (deps: ReadBalanceDeps): Promise<boolean> => {
  if (!(await deps.takeAccountLook('balance', deps.clock(), everyMs))) return false;
  const alert = await deps.saveBalance({ ...(await deps.fetchBalance()), readAt: deps.clock() });
  if (alert) deps.raised(alert);
  return true;
};

/** An older balance proves nothing: money may have come since, and no worker saw it. */
const provesForMs = 60 * 60_000;

type Spending = { cost?: Money | undefined; budget?: Money | undefined };

/**
 * Returns whether a balance pays what a campaign may spend: its expected cost, or its budget if that is less. It is
 * unknown without a recent balance, or if the amounts are in different currencies.
 */
export const paysFor = (balance: Balance, { cost, budget }: Spending, now: Date): boolean | undefined => {
  if (now.getTime() - balance.readAt.getTime() > provesForMs) return undefined;
  const limits = [cost, budget].filter((amount) => amount !== undefined);
  if (
    limits.some(({ currency, amount }) => currency === balance.currency && microsOf(amount) <= microsOf(balance.amount))
  )
    return true;
  return cost?.currency === balance.currency ? false : undefined;
};
