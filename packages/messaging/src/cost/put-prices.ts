import type { Category, PutPrices } from '@recado/contract';
import { Refusal } from '../errors.ts';
import type { ListedPrice, PriceList } from '../pricing/prices.ts';

export type PutPricesDeps = {
  clock: () => Date;
  /** What counts in another currency: the names of campaigns that are not over, and of the daily budget. */
  findOtherBudgets: (currency: string) => Promise<string[]>;
  putPrices: (currency: string, prices: ListedPrice[], at: Date) => Promise<PriceList>;
};

const categories: readonly Category[] = ['utility', 'marketing', 'authentication'];

/** A price of no category is that of each category without one of its own. */
const spread = (wished: PutPrices['prices']): ListedPrice[] => {
  const own = new Set(wished.map(({ channel, category, country }) => `${channel} ${category ?? ''} ${country}`));
  return wished.flatMap(({ channel, category, country, amount }) =>
    (category ? [category] : categories)
      .filter((each) => category || !own.has(`${channel} ${each} ${country}`))
      .map((each) => ({ channel, category: each, country, amount })),
  );
};

/** Replaces the price list. Refused while a budget counts in another currency: it could not be kept. */
export const putPrices = async (deps: PutPricesDeps, { currency, prices }: PutPrices): Promise<PriceList> => {
  const others = await deps.findOtherBudgets(currency);
  if (others.length)
    throw new Refusal(
      'conflict',
      `There are budgets that are not in ${currency}: ${others.join(', ')}. Change or remove them first`,
    );
  return deps.putPrices(currency, spread(prices), deps.clock());
};
