import type { Money } from '@recado/contract';

/** The part of twilio-node's client that is used. */
export type BalanceFetcher = { fetch: () => Promise<{ balance: string; currency: string }> };

/** Returns what the account has left. The amount is negative if it owes something. Rejects if Twilio does not answer. */
export const fetchBalance = async (resource: BalanceFetcher): Promise<Money> => {
  const { balance, currency } = await resource.fetch();
  if (!/^-?\d+(\.\d+)?$/.test(balance) || !/^[A-Z]{3}$/i.test(currency ?? ''))
    throw new Error('The answer of Twilio is not a balance. Look at the account in the Twilio console');
  return { amount: balance, currency: currency.toUpperCase() };
};
