import type { Money } from '@recado/contract';
import { Refusal } from '../errors.ts';
import { paysFor, type Balance } from '../pricing/budget-alerts.ts';
import type { RecordedCampaign } from './campaign.ts';

/** A campaign and the others that run still have to spend so much. Both are absent if they are unknown or nothing runs. */
export type RemainingCosts = { own?: Money; others?: Money };

export type CheckBalanceDeps = {
  clock: () => Date;
  /** `undefined` until Twilio was asked. */
  findBalance: () => Promise<Balance | undefined>;
  /** Counts people without a message and messages that wait, by the price list, up to each budget. */
  findRemainingCosts: (campaignId: string) => Promise<RemainingCosts>;
};

/** The money that a campaign lacks: it may cost more than the account has left beside the others. */
export type Lack = { cost: Money; balance: Balance; others?: Money };

/** Returns what a launched campaign lacks to go on; `undefined` if the balance pays, is unknown or does not matter. */
export const findLack = async (deps: CheckBalanceDeps, campaign: RecordedCampaign): Promise<Lack | undefined> => {
  if (campaign.dryRun || campaign.ignoresBalance) return undefined;
  const balance = await deps.findBalance();
  if (!balance) return undefined;
  const { own: cost, others } = await deps.findRemainingCosts(campaign.id);
  if (!cost || paysFor(balance, { cost, others }, deps.clock()) !== false) return undefined;
  return { cost, balance, ...(others && { others }) };
};

/** `action`: what to do again after more money came. */
export const refuseLack = ({ cost, balance, others }: Lack, action: 'launch' | 'resume'): Refusal => {
  const beside =
    others && /[1-9]/.test(others.amount) ? ` Running campaigns still have to spend ${moneyText(others)}.` : '';
  const message =
    `The campaign may cost ${moneyText(cost)}, but the account had ${moneyText(balance)} at ` +
    `${balance.readAt.toISOString()}.${beside} Add money at Twilio and ${action} after five minutes, or ${action} with ignore_balance`;
  return new Refusal('balance-too-low', message, [{ field: '', reason: 'balance_too_low', message }]);
};

export const moneyText = ({ amount, currency }: Money): string => `${amount} ${currency}`;
