import type { Channel, Money, PriceCategory } from '@recado/contract';
import type { TakeAccountLook } from '../senders/read-qualities.ts';
import { microsOf } from './prices.ts';

/** A budget that is used to this percentage: a campaign's, or that of a UTC day. */
type BudgetAlert = {
  type: 'budget';
  level: number;
  of: { campaignId: string; campaignName: string } | { day: string };
  budget: Money;
  spent: Money;
};

/** The balance at Twilio lasts for one more average day at most. */
type BalanceAlert = { type: 'balance'; balance: Money; averageDay: Money };

/** Holds what was counted for a day and what Twilio billed. Without a category: all messages of the channel. */
export type UsageSum = {
  channel: Channel;
  category?: PriceCategory;
  currency: string;
  counted: string;
  billed: string;
};

/** Twilio billed other sums for a day than were counted. */
type UsageAlert = { type: 'usage'; day: string; sums: UsageSum[] };

/** Something about money that somebody has to know, in the log and by an event. */
export type Alert = { id: string; at: Date } & (BudgetAlert | BalanceAlert | UsageAlert);

type RaiseDeps = {
  clock: () => Date;
  /** Records new alerts: each budget and level once, for any number of callers. */
  saveAlerts: (at: Date) => Promise<Alert[]>;
  raised: (alert: Alert) => void;
};

/** Finds budgets that are half, nearly or wholly used. */
export const raiseAlerts = async (deps: RaiseDeps): Promise<void> => {
  for (const alert of await deps.saveAlerts(deps.clock())) deps.raised(alert);
};

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

/** `others`: running campaigns still have to spend so much. */
type Spending = { cost?: Money | undefined; budget?: Money | undefined; others?: Money | undefined };

/**
 * Returns whether a balance pays what a campaign may spend: its expected cost, or its budget if that is less. The
 * amount that other campaigns still have to spend is not left for it. It is unknown without a recent balance, or if the amounts are in different currencies.
 */
export const paysFor = (balance: Balance, { cost, budget, others }: Spending, now: Date): boolean | undefined => {
  if (now.getTime() - balance.readAt.getTime() > provesForMs) return undefined;
  const limits = [cost, budget].filter((amount) => amount !== undefined);
  const left = microsOf(balance.amount) - (others?.currency === balance.currency ? microsOf(others.amount) : 0n);
  if (limits.some(({ currency, amount }) => currency === balance.currency && microsOf(amount) <= left)) return true;
  return cost?.currency === balance.currency ? false : undefined;
};
